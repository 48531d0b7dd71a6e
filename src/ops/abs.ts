import { node } from './lowering.ts'
import { mul } from './mul.ts'
import { primitive, type Thread } from './primitive.ts'
import { sign } from './sign.ts'

/** |x|. Its derivative at 0 is taken to be 0. */
export const abs = primitive({
  name: 'abs',
  shape: ([x]) => x,
  kernel: function (this: Thread, x: number[]) {
    return Math.abs(x[this.thread.x])
  },
  vjp: (g, [x]) => [mul(g, sign(x))],
  onnx: ([x]) => node('Abs', [x]),
})
