import { integers, node } from './lowering.ts'
import { primitive } from './primitive.ts'
import { broadcastShapes, type Shape, sameShape, showShape, strides } from './shape.ts'
import { strided } from './strided.ts'
import { sumTo } from './sum.ts'
import type { Tensor } from './tensor.ts'

export const broadcastPrimitive = primitive<[Tensor], { shape: Shape }>({
  name: 'broadcast',
  shape: ([x], { shape }) => {
    if (!sameShape(broadcastShapes('broadcast', x, shape), shape)) {
      throw new RangeError(`broadcast: ${showShape(x)} does not stretch to ${showShape(shape)}`)
    }
    return shape
  },
  ...strided(({ shapes: [x], shape }) => {
    const steps = strides(x)
    const lead = shape.length - x.length
    return shape.map((_, axis) => (axis < lead || x[axis - lead] === 1 ? 0 : steps[axis - lead]))
  }),
  vjp: (g, [x]) => [sumTo(g, x.shape)],
  onnx: ([x], { shape }) => node('Expand', [x, integers(shape)]),
})

/** x stretched to a shape by numpy's rule: aligned at the last axis, axes of length 1 repeated. */
export const broadcast = (x: Tensor, shape: Shape): Tensor =>
  sameShape(x.shape, shape) ? x : broadcastPrimitive(x, { shape })
