import { broadcast } from './broadcast.ts'
import { div } from './div.ts'
import { equal } from './equal.ts'
import { node } from './lowering.ts'
import { mul } from './mul.ts'
import { primitive, type Thread } from './primitive.ts'
import { type Reduction, reducedConstants, reducedExtent, reduction } from './reduction.ts'
import { sumPrimitive } from './sum.ts'
import type { Tensor } from './tensor.ts'

/** The largest cell along one axis, which keeps length 1. */
export const maxPrimitive = primitive<[Tensor], { axis: number }>({
  name: 'max',
  shape: ([x], { axis }) => x.map((length, at) => (at === axis ? 1 : length)),
  kernel: function (this: Thread<'inner' | 'outer' | 'step' | 'length'>, x: number[]) {
    const start = this.thread.y * this.constants.outer
    let largest = x[start + this.thread.x * this.constants.step]
    for (let i = 1; i < this.constants.length; i++) {
      largest = Math.max(largest, x[start + i * this.constants.inner + this.thread.x * this.constants.step])
    }
    return largest
  },
  constants: ({ shapes: [x], attributes: { axis } }) => ({ ...reducedConstants(x, axis), length: x[axis] }),
  extent: ({ shapes: [x], attributes: { axis } }) => reducedExtent(x, axis),
  // Cells that tie share the cotangent equally.
  vjp: (g, [x], y, { axis }) => {
    const isLargest = equal(x, y)
    return [mul(isLargest, broadcast(div(g, sumPrimitive(isLargest, { axis })), x.shape))]
  },
  onnx: ([x], { attributes }) => node('ReduceMax', [x], { axes: [attributes.axis], keepdims: 1 }),
})

/** The largest cell over some axes, all by default; `keep` leaves them with length 1. */
export const max: Reduction = reduction('max', (x, axis) => maxPrimitive(x, { axis }))
