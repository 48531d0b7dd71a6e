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

/** What a subject says of itself, and the names of what it can do. */
export interface Facts extends Omit<Subject, 'call' | 'dispose' | 'data' | 'precise'> {
  readonly methods: readonly string[]
  readonly data?: Packed
  /** Of its twin in float64. */
  readonly precise?: Facts
}

/** What subjects do: by a function's name and values, they give values, or nothing where they can't. */
export type Method = (name: string, ...given: Values[]) => Promise<Values | undefined>

/** One method of the subject, or of its twin. */
export interface HostCall {
  readonly method: string
  readonly precisely: boolean
  readonly name: string
  readonly given: readonly Readonly<Record<string, Packed>>[]
}

/** What the host is asked: to load the models of a manifest, then to call their functions. */
export type HostRequest = { readonly open: Manifest } | HostCall

export type HostAnswer =
  | { readonly facts: Facts }
  | { readonly values: Readonly<Record<string, Packed>> | undefined }
  | { readonly problem: string }

const packed = (of: Value): Packed => ({ cells: cells(of), shape: [...of.shape] })
const unpacked = ({ cells, shape }: Packed): Value => value(cells, shape)

const mapped = <From, To>(
  of: Readonly<Record<string, From>>,
  change: (each: From) => To,
): Record<string, To> => Object.fromEntries(Object.entries(of).map(([name, each]) => [name, change(each)]))

export const pack = (values: Values): Record<string, Packed> => mapped(values, packed)
export const unpack = (sent: Readonly<Record<string, Packed>>): Values => mapped(sent, unpacked)

export function factsOf({ data, precise, ...rest }: Subject): Facts {
  const entries = Object.entries(rest)
  const methods = entries.filter(([, of]) => typeof of === 'function').map(([name]) => name)
  const plain: unknown = Object.fromEntries(entries.filter(([name]) => !methods.includes(name)))
  return {
    ...(plain as Omit<Facts, 'methods'>),
    methods: methods.filter((name) => name !== 'dispose'),
    ...(data ? { data: packed(data) } : {}),
    ...(precise ? { precise: factsOf(precise) } : {}),
  }
}

/** The subject of these facts. `make` gives its methods, and those of its twin. */
export function withFacts(
  { data, precise, methods, ...facts }: Facts,
  make: (method: string, precisely: boolean) => Method,
  dispose: Subject['dispose'],
  precisely = false,
): Subject {
  return {
    ...facts,
    ...(data ? { data: unpacked(data) } : {}),
    ...(precise ? { precise: withFacts(precise, make, async () => {}, true) } : {}),
    ...Object.fromEntries(methods.map((method) => [method, make(method, precisely)])),
    dispose,
  } as Subject
}

/** A method by its name, of a subject that said it has it. */
export const methodOf = (subject: Subject, name: string): Method =>
  (subject as unknown as Readonly<Record<string, Method>>)[name]
