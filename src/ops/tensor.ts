import { type Shape, showShape, size } from './shape.ts'

/** What an op needs besides its operands. Plain values, so that equal expressions can be found by their text. */
export type Attributes = Readonly<Record<string, number | string | boolean | readonly number[]>>

/**
 * A node of an expression: the result of a primitive op, an input, or a constant. Tensors are immutable and carry no
 * numbers (but for constants); an engine computes their values.
 */
export interface Tensor {
  readonly op: string
  readonly inputs: readonly Tensor[]
  readonly attributes: Attributes
  readonly shape: Shape
  /** The numbers of a constant, row-major. */
  readonly data?: Float64Array
  /** Rises with creation, so that operands always come before results. */
  readonly id: number
}

let created = 0

export function tensor(
  op: string,
  inputs: readonly Tensor[],
  attributes: Attributes,
  shape: Shape,
  data?: Float64Array,
): Tensor {
  for (const length of shape) {
    if (!Number.isInteger(length) || length < 1) {
      throw new RangeError(
        `${op}: a tensor's axes must be positive whole numbers, got shape ${showShape(shape)}`,
      )
    }
  }
  return { op, inputs, attributes, shape, id: created++, ...(data ? { data } : {}) }
}

/** A value that is fed when the graph runs: parameters, a batch, noise, a learning rate. */
export const input = (name: string, shape: Shape): Tensor => tensor('input', [], { name }, shape)

/** Numbers that are part of the graph. `values` are row-major; a single number gives a scalar. */
export function constant(values: number | ArrayLike<number>, shape?: Shape): Tensor {
  const data = Float64Array.from(typeof values === 'number' ? [values] : values)
  const known = shape ?? (typeof values === 'number' ? [] : [data.length])
  if (size(known) !== data.length) {
    throw new RangeError(
      `constant: shape ${showShape(known)} holds ${size(known)} numbers, got ${data.length}`,
    )
  }
  return tensor('constant', [], {}, known, data)
}
