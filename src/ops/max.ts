import { broadcast } from './broadcast.ts'
import { div } from './div.ts'
import { equal } from './equal.ts'
import { node } from './lowering.ts'
import { mul } from './mul.ts'
import { primitive, type Thread } from './primitive.ts'
import { type Reduction, reduction } from './reduction.ts'
import { around } from './shape.ts'
import { sumPrimitive } from './sum.ts'
import type { Tensor } from './tensor.ts'

/** The largest cell along one axis, which keeps length 1. */
export const maxPrimitive = primitive<[Tensor], { axis: number }>({
  name: 'max',
  shape: ([x], { axis }) => x.map((length, at) => (at === axis ? 1 : length)),
  kernel: function (this: Thread<'inner' | 'length'>, x: number[]) {
    const outer = Math.floor((this.thread.x + 0.5) / this.constants.inner)
    let at =
      outer * this.constants.length * this.constants.inner + this.thread.x - outer * this.constants.inner
    let largest = x[at]
    for (let i = 1; i < this.constants.length; i++) {
      at += this.constants.inner
      largest = Math.max(largest, x[at])
    }
    return largest
  },
  constants: ({ shapes: [x], attributes: { axis } }) => {
    const { length, inner } = around(x, axis)
    return { inner, length }
  },
  // Cells that tie share the cotangent equally.
  vjp: (g, [x], y, { axis }) => {
    const isLargest = equal(x, y)
    return [mul(isLargest, broadcast(div(g, sumPrimitive(isLargest, { axis })), x.shape))]
  },
  onnx: ([x], { attributes }) => node('ReduceMax', [x], { axes: [attributes.axis], keepdims: 1 }),
})

/** The largest cell over some axes, all by default; `keep` leaves them with length 1. */
export const max: Reduction = reduction('max', (x, axis) => maxPrimitive(x, { axis }))
