import { DataError } from '../../data/data-error.ts'
import type { Shape } from '../../ops/shape.ts'
import type { Manifest } from '../manifest.ts'
import type { Contract, ContractFunction } from '../manifest-contract.ts'
import type { Signature } from '../subject.ts'
import type { Handshake } from './handshake.ts'
import { outputsOf } from './outputs.ts'
import type { Session } from './session.ts'
import { sampleShape } from './shapes.ts'
import { trialInputs } from './trial.ts'

/** How many samples a function is tried on. */
const few = 2

/**
 * What each function of a program takes and gives. Which outputs it gives it shows when it is tried, once; one that it
 * skips it does not have; one that fails may do better when laws call it. Throws a DataError where none succeeds.
 */
export async function functionsOf(
  manifest: Manifest,
  contract: Contract,
  handshake: Handshake,
  session: Session,
): Promise<Record<string, Signature>> {
  if (manifest.formula) return { value: formulaSignature(contract.functions.value) }
  const shapes = { ...handshake.shapes, ...manifest.shapes }
  const functions: Record<string, Signature> = {}
  const failures: unknown[] = []
  const skipped: string[] = []
  for (const name of handshake.functions) {
    const known = contract.functions[name]
    const inputs: Record<string, Shape> = Object.fromEntries(
      fedInputs(contract, name, shapes).map((input) => [
        input,
        sampleShape({ ...manifest, shapes }, name, input),
      ]),
    )
    try {
      const answer = await session.call(name, trialInputs(inputs, handshake.batch ?? few), handshake.dtype)
      if ('skipped' in answer) skipped.push(`${name} (${answer.skipped})`)
      else functions[name] = { inputs, outputs: outputsOf(`${session.name}: ${name}`, known, answer.outputs) }
    } catch (error) {
      failures.push(error)
      functions[name] = { inputs, outputs: known.outputs }
    }
  }
  if (failures.length > 0 && failures.length === Object.keys(functions).length) throw failures[0]
  if (skipped.length === handshake.functions.length) {
    throw new DataError(`${session.name} skips all of its functions: ${skipped.join(', ')}`)
  }
  return functions
}

/** An input that a function may do without, and others may not, has to be stated for this one: 'decode.x'. */
function fedInputs({ functions }: Contract, name: string, shapes: Readonly<Record<string, Shape>>): string[] {
  const needed = Object.values(functions).flatMap(({ inputs, optional = [] }) =>
    inputs.filter((input) => !optional.includes(input)),
  )
  const { inputs, optional = [] } = functions[name]
  return inputs.filter(
    (input) => !optional.includes(input) || !needed.includes(input) || `${name}.${input}` in shapes,
  )
}

/** A formula's inputs are of any shape. */
const formulaSignature = ({ inputs, outputs }: ContractFunction): Signature => ({
  inputs: {},
  outputs,
  axes: Object.fromEntries(inputs.map((input) => [input, null])),
})
