import type { Shape } from '../ops/shape.ts'
import type { Contract } from './manifest-contract.ts'
import { type Field, lengths, members } from './manifest-json.ts'

/** Shapes of one sample, by the contract's names of inputs: 'z', or 'iwae.eps' where functions differ in it. */
export function shapesOf(field: Field, { functions }: Contract): Record<string, Shape> {
  const tensors = Object.entries(functions).flatMap(([name, { inputs }]) =>
    inputs.flatMap((input) => [input, `${name}.${input}`]),
  )
  return Object.fromEntries(
    Object.entries(members(field, [...new Set(tensors)])).map(([name, member]) => [name, lengths(member)]),
  )
}
