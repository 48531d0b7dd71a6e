import type { Value, Values } from '../../engines/engine.ts'
import { cells, value } from '../../engines/value.ts'
import type { Shape } from '../../ops/shape.ts'
import type { Manifest } from '../manifest.ts'
import type { Subject } from '../subject.ts'

/** A value as it passes between processes. */
export interface Packed {
  readonly cells: Float32Array | Float64Array
  readonly shape: Shape
}

/** What a subject says of itself, without what it can do. */
export interface Facts extends Omit<Subject, 'call' | 'dispose' | 'data' | 'precise'> {
  readonly data?: Packed
  /** Of its twin in float64. */
  readonly precise?: Facts
}

/** What the host is asked: to load the models of a manifest, then to call their functions. */
export type HostRequest =
  | { readonly open: Manifest }
  | { readonly call: string; readonly precisely: boolean; readonly inputs: Readonly<Record<string, Packed>> }

export type HostAnswer =
  | { readonly facts: Facts }
  | { readonly outputs: Readonly<Record<string, Packed>> }
  | { readonly problem: string }

const packed = (of: Value): Packed => ({ cells: cells(of), shape: [...of.shape] })
const unpacked = ({ cells, shape }: Packed): Value => value(cells, shape)

const mapped = <From, To>(
  of: Readonly<Record<string, From>>,
  change: (each: From) => To,
): Record<string, To> => Object.fromEntries(Object.entries(of).map(([name, each]) => [name, change(each)]))

export const pack = (values: Values): Record<string, Packed> => mapped(values, packed)
export const unpack = (sent: Readonly<Record<string, Packed>>): Values => mapped(sent, unpacked)

export function factsOf({ call: _, dispose: __, data, precise, ...facts }: Subject): Facts {
  return {
    ...facts,
    ...(data ? { data: packed(data) } : {}),
    ...(precise ? { precise: factsOf(precise) } : {}),
  }
}

/** The subject that has these facts, and does what it is given. */
export function withFacts(
  { data, precise, ...facts }: Facts,
  does: (isPrecise: boolean) => Pick<Subject, 'call' | 'dispose'>,
  isPrecise = false,
): Subject {
  return {
    ...facts,
    ...(data ? { data: unpacked(data) } : {}),
    ...(precise ? { precise: withFacts(precise, does, true) } : {}),
    ...does(isPrecise),
  }
}
