import { broadcast } from './broadcast.ts'
import { integers, node } from './lowering.ts'
import { primitive, type Thread } from './primitive.ts'
import { type Reduction, reducedConstants, reducedExtent, reduction } from './reduction.ts'
import { reshape } from './reshape.ts'
import type { Shape } from './shape.ts'
import type { Tensor } from './tensor.ts'

/** The sum over one axis, which keeps length 1. */
export const sumPrimitive = primitive<[Tensor], { axis: number }>({
  name: 'sum',
  shape: ([x], { axis }) => x.map((length, at) => (at === axis ? 1 : length)),
  // Sums of 64 are summed: in float32 the error grows with 64 + n / 64, not with n.
  kernel: function (this: Thread<'inner' | 'outer' | 'step' | 'blocks' | 'rest'>, x: number[]) {
    const start = this.thread.y * this.constants.outer
    let total = 0.0
    for (let block = 0; block < this.constants.blocks; block++) {
      const at = start + 64 * block * this.constants.inner
      let part = 0.0
      for (let i = 0; i < 64; i++) {
        part += x[at + i * this.constants.inner + this.thread.x * this.constants.step]
      }
      total += part
    }
    for (let i = 0; i < this.constants.rest; i++) {
      const at = start + (64 * this.constants.blocks + i) * this.constants.inner
      total += x[at + this.thread.x * this.constants.step]
    }
    return total
  },
  constants: ({ shapes: [x], attributes: { axis } }) => ({
    ...reducedConstants(x, axis),
    blocks: Math.floor(x[axis] / 64),
    rest: x[axis] % 64,
  }),
  extent: ({ shapes: [x], attributes: { axis } }) => reducedExtent(x, axis),
  vjp: (g, [x]) => [broadcast(g, x.shape)],
  onnx: ([x], { attributes }) => node('ReduceSum', [x, integers([attributes.axis])], { keepdims: 1 }),
})

/** The sum over some axes, all by default; `keep` leaves them with length 1. */
export const sum: Reduction = reduction('sum', (x, axis) => sumPrimitive(x, { axis }))

/** The adjoint of broadcasting: x summed down to a shape that stretches to its own. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  const lead = x.shape.length - shape.length
  const stretched = x.shape.flatMap((length, axis) =>
    axis < lead || (shape[axis - lead] === 1 && length > 1) ? [axis] : [],
  )
  return reshape(sum(x, stretched, { keep: true }), shape)
}
