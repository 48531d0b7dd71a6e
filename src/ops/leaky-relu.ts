import { affine } from './affine.ts'
import { node, real } from './lowering.ts'
import { mul } from './mul.ts'
import { primitive, type Thread } from './primitive.ts'
import { relu } from './relu.ts'
import { sign } from './sign.ts'
import type { Tensor } from './tensor.ts'

export const leakyReluPrimitive = primitive<[Tensor], { slope: number }>({
  name: 'leakyRelu',
  shape: ([x]) => x,
  kernel: function (this: Thread<'slope'>, x: number[]) {
    const v = x[this.thread.x]
    return v > 0.0 ? v : v * this.constants.slope
  },
  constants: ({ attributes }) => attributes,
  vjp: (g, [x], _y, { slope }) => [mul(g, affine(sign(relu(x)), 1 - slope, slope))],
  // LeakyRelu's own slope is a float32 even in a float64 model, and ONNX Runtime runs it at half the speed.
  onnx: ([x], { attributes }) => node('PRelu', [x, real(attributes.slope)]),
})

/** x above 0, slope x below. Its derivative at 0 is taken to be the slope. */
export const leakyRelu = (x: Tensor, slope = 0.2): Tensor => leakyReluPrimitive(x, { slope })
