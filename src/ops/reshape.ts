import { integers, node } from './lowering.ts'
import { primitive } from './primitive.ts'
import { type Shape, sameShape, showShape, size } from './shape.ts'
import type { Tensor } from './tensor.ts'

export const reshapePrimitive = primitive<[Tensor], { shape: Shape }>({
  name: 'reshape',
  shape: ([x], { shape }) => {
    if (size(x) !== size(shape)) {
      throw new RangeError(
        `reshape: ${showShape(x)} has ${size(x)} cells, ${showShape(shape)} has ${size(shape)}; they must be equal`,
      )
    }
    return shape
  },
  kernel: null,
  vjp: (g, [x]) => [reshape(g, x.shape)],
  onnx: ([x], { shape }) => node('Reshape', [x, integers(shape)]),
})

/** The same cells in the same row-major order, under another shape. */
export const reshape = (x: Tensor, shape: Shape): Tensor =>
  sameShape(x.shape, shape) ? x : reshapePrimitive(x, { shape })
