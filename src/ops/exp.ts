import { node } from './lowering.ts'
import { mul } from './mul.ts'
import { primitive, type Thread } from './primitive.ts'

/** e^x */
export const exp = primitive({
  name: 'exp',
  shape: ([x]) => x,
  kernel: function (this: Thread, x: number[]) {
    return Math.exp(x[this.thread.x])
  },
  vjp: (g, _x, y) => [mul(g, y)],
  onnx: ([x]) => node('Exp', [x]),
})
