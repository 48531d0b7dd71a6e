/**
 * What an op becomes in ONNX: an expression of ONNX operators (https://onnx.ai/onnx/operators, opset 17), whose leaves
 * are the op's operands, known by name. The ONNX engine gives names to what is between.
 */
export type Lowered = string | LoweredNode | LoweredConstant

export interface LoweredNode {
  readonly kind: 'node'
  readonly op: string
  readonly inputs: readonly Lowered[]
  readonly attributes: OnnxAttributes
}

/** `int64` for shapes and axes; `real` takes the model's own floating-point type. */
export interface LoweredConstant {
  readonly kind: 'constant'
  readonly type: 'int64' | 'real'
  readonly shape: readonly number[]
  readonly values: ArrayLike<number>
}

/** Numbers are ONNX integers, lists of numbers lists of integers; a float says so. */
export type OnnxAttribute = number | readonly number[] | { readonly float: number } | ElementType
export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>

/** A data type as an attribute (of Cast); `real` is the model's own floating-point type. */
export type ElementType = 'real' | 'bool' | 'int64'

export const node = (
  op: string,
  inputs: readonly Lowered[],
  attributes: OnnxAttributes = {},
): LoweredNode => ({
  kind: 'node',
  op,
  inputs,
  attributes,
})

export const integers = (values: readonly number[]): LoweredConstant => ({
  kind: 'constant',
  type: 'int64',
  shape: [values.length],
  values,
})

export const real = (value: number): LoweredConstant => ({
  kind: 'constant',
  type: 'real',
  shape: [],
  values: [value],
})
