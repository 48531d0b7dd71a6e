import type { Tensor } from '../../ops/tensor.ts'
import type { Attribute, OnnxTensor } from '../model.ts'
import { isKnown, type Known, type Reading, tensorOf } from './reading.ts'
import { unreadable } from './unreadable.ts'

/** An operator at its place in a model: what it is told. */
export interface Site {
  readonly op: string
  /** The version of ONNX's operator set: attributes became operands over the years. */
  readonly opset: number
  /** Those left out are undefined. */
  readonly operands: readonly (Reading | undefined)[]
  /** How many results the model asks for. */
  readonly results: number
  readonly attributes: Readonly<Record<string, Attribute>>
}

/** Reads an operator: its result, or its results. Throws an UnreadableError where it can't. */
export type Reader = (site: Site) => Reading | readonly Reading[]

/** Operators by name. */
export type Readers = Readonly<Record<string, Reader>>

export function operand({ op, operands }: Site, at: number): Reading {
  return operands[at] ?? unreadable(op, `operand ${at + 1} is missing`)
}

export const tensorAt = (site: Site, at: number): Tensor => tensorOf(site.op, operand(site, at))

/** An operand that must not depend on an input. */
export function knownAt(site: Site, at: number): Known {
  const reading = operand(site, at)
  return isKnown(reading) ? reading : unreadable(site.op, `its operand ${at + 1} depends on an input`)
}

export const listAt = (site: Site, at: number): number[] => Array.from(knownAt(site, at).cells)

export const optionalListAt = (site: Site, at: number): number[] | undefined =>
  site.operands[at] && listAt(site, at)

/** A number of a site's: integer or float, as the file has it. */
export function number({ attributes }: Site, name: string, otherwise: number): number {
  const found = attributes[name]
  return found?.kind === 'int' || found?.kind === 'float' ? Number(found.value) : otherwise
}

export const flag = (site: Site, name: string, otherwise = false): boolean =>
  number(site, name, Number(otherwise)) !== 0

export function numbers({ attributes }: Site, name: string): number[] | undefined {
  const found = attributes[name]
  return found?.kind === 'ints' || found?.kind === 'floats' ? found.value.map(Number) : undefined
}

export function text({ attributes }: Site, name: string, otherwise: string): string {
  const found = attributes[name]
  return found?.kind === 'string' ? found.value : otherwise
}

export function tensorAttribute({ attributes }: Site, name: string): OnnxTensor | undefined {
  const found = attributes[name]
  return found?.kind === 'tensor' ? found.value : undefined
}

/** What later versions take as an operand, and earlier ones as an attribute: axes, pads, splits. */
export const listOf = (site: Site, name: string, at: number): number[] | undefined =>
  numbers(site, name) ?? optionalListAt(site, at)

/** An axis counted from the front. */
export function axisOf({ op }: Site, axis: number, rank: number): number {
  const resolved = axis < 0 ? axis + rank : axis
  return resolved >= 0 && resolved < Math.max(rank, 1)
    ? resolved
    : unreadable(op, `axis ${axis} is none of a value of ${rank} axes`)
}
