import { concat } from './concat.ts'
import { integers, node } from './lowering.ts'
import { primitive, type Thread } from './primitive.ts'
import { around, withAxis } from './shape.ts'
import { slice } from './slice.ts'
import type { Tensor } from './tensor.ts'

type PadConstants = 'inner' | 'length' | 'from' | 'before'

export const padPrimitive = primitive<[Tensor], { axis: number; before: number; after: number }>({
  name: 'pad',
  shape: ([x], { axis, before, after }) => {
    if (!(Number.isInteger(before) && Number.isInteger(after) && before >= 0 && after >= 0)) {
      throw new RangeError(`pad: before and after must be whole numbers from 0, got ${before} and ${after}`)
    }
    return withAxis(x, axis, before + x[axis] + after)
  },
  kernel: function (this: Thread<PadConstants>, x: number[]) {
    const row = Math.floor((this.thread.x + 0.5) / this.constants.inner)
    const outer = Math.floor((row + 0.5) / this.constants.length)
    const at = row - outer * this.constants.length - this.constants.before
    const inside = at >= 0 && at < this.constants.from
    const column = this.thread.x - row * this.constants.inner
    const from = inside ? (outer * this.constants.from + at) * this.constants.inner + column : 0
    const value = x[from]
    return inside ? value : 0.0
  },
  constants: ({ shapes: [x], shape, attributes: { axis, before } }) => {
    const { length, inner } = around(x, axis)
    return { inner, length: shape[axis], from: length, before }
  },
  vjp: (g, [x], _y, { axis, before }) => [slice(g, axis, before, before + x.shape[axis])],
  onnx: ([x], { shape, attributes: { axis, before, after } }) => {
    const at = (amount: number) => shape.map((_, i) => (i === axis ? amount : 0))
    return node('Pad', [x, integers([...at(before), ...at(after)])])
  },
})

/** Zeros before and after, along one axis. */
export const padAxis = (x: Tensor, axis: number, before: number, after: number): Tensor =>
  before === 0 && after === 0 ? x : padPrimitive(x, { axis, before, after })

/** What is beyond the edge: zeros, or the opposite side, as on a torus. */
export type PadMode = 'zero' | 'circular'

/**
 * Cells added before and after along every axis (one amount an axis). Circular padding takes them from the opposite
 * side and cannot be longer than the axis.
 */
export function pad(
  x: Tensor,
  before: readonly number[],
  after: readonly number[],
  mode: PadMode = 'zero',
): Tensor {
  if (before.length !== x.shape.length || after.length !== x.shape.length) {
    throw new RangeError(
      `pad: give one amount for each of the ${x.shape.length} axes, got [${before}] and [${after}]`,
    )
  }
  const padOne = mode === 'zero' ? padAxis : wrapAxis
  return x.shape.reduce((padded, _, axis) => padOne(padded, axis, before[axis], after[axis]), x)
}

function wrapAxis(x: Tensor, axis: number, before: number, after: number): Tensor {
  const length = x.shape[axis]
  if (before > length || after > length) {
    throw new RangeError(
      `pad: circular padding of ${before} and ${after} is longer than axis ${axis} (${length})`,
    )
  }
  const head = before > 0 ? [slice(x, axis, length - before, length)] : []
  const tail = after > 0 ? [slice(x, axis, 0, after)] : []
  return concat([...head, x, ...tail], axis)
}
