import { affine } from './affine.ts'
import { greater } from './greater.ts'
import { node, real } from './lowering.ts'
import { mul } from './mul.ts'
import { primitive, type Thread } from './primitive.ts'
import type { Tensor } from './tensor.ts'

export const leakyReluPrimitive = primitive<[Tensor], { slope: number }>({
  name: 'leakyRelu',
  shape: ([x]) => x,
  kernel: function (this: Thread<'slope'>, x: number[]) {
    const v = x[this.thread.x]
    return v > 0.0 ? v : v * this.constants.slope
  },
  constants: ({ attributes }) => attributes,
  vjp: (g, [x], _y, { slope }) => [mul(g, affine(greater(x, 0), 1 - slope, slope))],
  // Of x and slope x the one that is meant is the larger, or the smaller for slopes above 1. ONNX Runtime's PRelu takes
  // eight times as long, and LeakyRelu's own slope is a float32 even in a float64 model.
  onnx: ([x], { attributes: { slope } }) =>
    node(slope > 1 ? 'Min' : 'Max', [x, node('Mul', [x, real(slope)])]),
})

/** x above 0, slope x below. Its derivative at 0 is taken to be the slope. */
export const leakyRelu = (x: Tensor, slope = 0.2): Tensor => leakyReluPrimitive(x, { slope })
