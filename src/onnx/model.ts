import type { Element } from './element.ts'

/**
 * An ONNX model as plain data: what `encode` writes and `decode` reads. Documentation strings, quantisation and
 * training notes, and the bodies of model-local functions are left out.
 */
export interface Model {
  readonly irVersion: number
  readonly producer: string
  readonly producerVersion: string
  /** The version of each operator set, by its domain; '' is ONNX's own. */
  readonly opsets: Readonly<Record<string, number>>
  readonly graph: OnnxGraph
  readonly metadata: Readonly<Record<string, string>>
  /** Names of model-local functions. */
  readonly functions: readonly { readonly domain: string; readonly name: string }[]
}

/** Also the body of a Loop, an If or a Scan. */
export interface OnnxGraph {
  readonly name: string
  readonly nodes: readonly OnnxNode[]
  readonly initializers: readonly OnnxTensor[]
  readonly inputs: readonly ValueInfo[]
  readonly outputs: readonly ValueInfo[]
  /** What the file says of the values between. */
  readonly values: readonly ValueInfo[]
}

/** Values are known by their names; an empty name is an operand or a result left out. */
export interface OnnxNode {
  readonly name: string
  readonly op: string
  readonly domain: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, Attribute>>
}

export type Attribute =
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'tensor'; readonly value: OnnxTensor }
  | { readonly kind: 'graph'; readonly value: OnnxGraph }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'ints'; readonly value: readonly bigint[] }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'tensors'; readonly value: readonly OnnxTensor[] }
  | { readonly kind: 'graphs'; readonly value: readonly OnnxGraph[] }

/** A file says with a number which kind an attribute is: its place here, counted from 1. */
export const attributeKinds = [
  'float',
  'int',
  'string',
  'tensor',
  'graph',
  'floats',
  'ints',
  'strings',
  'tensors',
  'graphs',
] as const satisfies readonly Attribute['kind'][]

export interface OnnxTensor {
  readonly name: string
  readonly element: Element | 'string'
  readonly shape: readonly number[]
  readonly data: TensorData
}

export type Cells =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array

/** Cells row-major, texts, or a note of the file that holds the cells. */
export type TensorData = Cells | readonly string[] | External

/** What a file says of cells that lie in another: `location`, `offset`, `length` and others, as text. */
export interface External {
  readonly external: Readonly<Record<string, string>>
}

export const isExternal = (data: TensorData): data is External => 'external' in data

export interface ValueInfo {
  readonly name: string
  /** Null for what is not a tensor (a sequence, an optional) and for a type that the file does not give. */
  readonly element: Element | 'string' | null
  /** A length, a symbol's name, or null for an axis of any length; null as a whole where the rank is not given. */
  readonly shape: readonly (number | string | null)[] | null
}
