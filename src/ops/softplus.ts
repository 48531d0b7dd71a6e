import { node, real } from './lowering.ts'
import { mul } from './mul.ts'
import { primitive, type Thread } from './primitive.ts'
import { sigmoid } from './sigmoid.ts'

/** log(1 + e^x), without overflow. Error in float32 at most 2e-7 max(1, y). */
export const softplus = primitive({
  name: 'softplus',
  shape: ([x]) => x,
  kernel: function (this: Thread, x: number[]) {
    const v = x[this.thread.x]
    return Math.max(v, 0.0) + Math.log(1.0 + Math.exp(-Math.abs(v)))
  },
  vjp: (g, [x]) => [mul(g, sigmoid(x))],
  // ONNX Runtime's own Softplus is slower than this, and has no float64 kernel.
  onnx: ([x]) =>
    node('Add', [
      node('Relu', [x]),
      node('Log', [node('Add', [node('Exp', [node('Neg', [node('Abs', [x])])]), real(1)])]),
    ]),
})
