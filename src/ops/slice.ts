import { integers, node } from './lowering.ts'
import { padAxis } from './pad.ts'
import { primitive, type Thread } from './primitive.ts'
import { around, resolveAxis, withAxis } from './shape.ts'
import type { Tensor } from './tensor.ts'

type SliceConstants = 'start' | 'outer' | 'step'

export const slicePrimitive = primitive<[Tensor], { axis: number; start: number; end: number }>({
  name: 'slice',
  shape: ([x], { axis, start, end }) => {
    if (!(Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start < end && end <= x[axis])) {
      throw new RangeError(
        `slice: [${start}, ${end}) is not a part of axis ${axis}, which has length ${x[axis]}`,
      )
    }
    return withAxis(x, axis, end - start)
  },
  kernel: function (this: Thread<SliceConstants>, x: number[]) {
    return x[
      this.constants.start + this.thread.y * this.constants.outer + this.thread.x * this.constants.step
    ]
  },
  // Along an axis, what is kept lies together; thread.x runs over it or, where that is one cell, over what lies outside.
  constants: ({ shapes: [x], attributes: { axis, start, end } }) => {
    const { length, inner } = around(x, axis)
    const [kept, all] = [(end - start) * inner, length * inner]
    return { start: start * inner, ...(kept === 1 ? { outer: 0, step: all } : { outer: all, step: 1 }) }
  },
  extent: ({ shapes: [x], attributes: { axis, start, end } }) => {
    const { outer, inner } = around(x, axis)
    const kept = (end - start) * inner
    return kept === 1 ? [outer] : [kept, outer]
  },
  vjp: (g, [x], _y, { axis, start, end }) => [padAxis(g, axis, start, x.shape[axis] - end)],
  onnx: ([x], { attributes: { axis, start, end } }) =>
    node('Slice', [x, integers([start]), integers([end]), integers([axis])]),
})

/** The cells start..end-1 along one axis. */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  const resolved = resolveAxis('slice', axis, x.shape.length)
  if (start === 0 && end === x.shape[resolved]) return x
  return slicePrimitive(x, { axis: resolved, start, end })
}

/** x cut along one axis into pieces of the given lengths. */
export function split(x: Tensor, axis: number, lengths: readonly number[]): Tensor[] {
  let start = 0
  return lengths.map((length) => {
    start += length
    return slice(x, axis, start - length, start)
  })
}
