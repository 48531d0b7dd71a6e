import { node } from './lowering.ts'
import { mul } from './mul.ts'
import { primitive, type Thread } from './primitive.ts'
import { sign } from './sign.ts'

/** max(x, 0). Its derivative at 0 is taken to be 0. */
export const relu = primitive({
  name: 'relu',
  shape: ([x]) => x,
  kernel: function (this: Thread, x: number[]) {
    return Math.max(x[this.thread.x], 0.0)
  },
  vjp: (g, _x, y) => [mul(g, sign(y))],
  onnx: ([x]) => node('Relu', [x]),
})
