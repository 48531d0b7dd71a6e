import ndarray from 'ndarray'
import { type Shape, showShape, size } from '../ops/shape.ts'
import type { Precision, Value } from './engine.ts'

/** Numbers with a shape, row-major. Throws a RangeError where they do not fit together. */
export function value(data: Float32Array | Float64Array | readonly number[], shape?: Shape): Value {
  const cells = Array.isArray(data) ? new Float64Array(data) : (data as Float32Array | Float64Array)
  const known = shape ?? [cells.length]
  if (size(known) !== cells.length) {
    throw new RangeError(
      `a value of shape ${showShape(known)} holds ${size(known)} numbers, got ${cells.length}`,
    )
  }
  return ndarray(cells as Float32Array, [...known])
}

/** The cells of a value in row-major order, without a copy where they lie so already. */
export function cells(of: Value): Float32Array | Float64Array {
  const { data, shape, stride, offset } = of
  const total = size(shape)
  let expected = 1
  let isRowMajor = true
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] > 1 && stride[axis] !== expected) isRowMajor = false
    expected *= shape[axis]
  }
  if (isRowMajor) return data.length === total ? data : data.subarray(offset, offset + total)
  const packed = data instanceof Float64Array ? new Float64Array(total) : new Float32Array(total)
  for (let flat = 0; flat < total; flat++) packed[flat] = data[offset + strided(flat, shape, stride)]
  return packed
}

function strided(flat: number, shape: Shape, stride: readonly number[]): number {
  let rest = flat
  let at = 0
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    at += (rest % shape[axis]) * stride[axis]
    rest = Math.floor(rest / shape[axis])
  }
  return at
}

/** The cells in the precision that an engine works in. Copies only where it must. */
export function cellsIn(precision: Precision, of: Value): Float32Array | Float64Array {
  const packed = cells(of)
  if (precision === 'float32') return packed instanceof Float32Array ? packed : new Float32Array(packed)
  return packed instanceof Float64Array ? packed : new Float64Array(packed)
}
