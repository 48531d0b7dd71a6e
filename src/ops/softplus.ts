import { node, real } from './lowering.ts'
import { mul } from './mul.ts'
import { primitive, type Thread } from './primitive.ts'
import { sigmoid } from './sigmoid.ts'

/** log(1 + e^x), without overflow, and with all its digits where it is small. */
export const softplus = primitive({
  name: 'softplus',
  shape: ([x]) => x,
  // max(x, 0) + log1p(e^-|x|), with log1p as in log1p.ts: a kernel cannot call another.
  kernel: function (this: Thread, x: number[]) {
    const v = x[this.thread.x]
    const e = Math.exp(-Math.abs(v))
    const s = e / (2.0 + e)
    const t = s * s
    const head =
      1.0 + t * (0.3333333333333333 + t * (0.2 + t * (0.14285714285714285 + t * 0.1111111111111111)))
    const tail =
      t * t * t * t * t * (0.09090909090909091 + t * (0.07692307692307693 + t * 0.06666666666666667))
    return Math.max(v, 0.0) + (e <= 0.25 ? 2.0 * s * (head + tail) : Math.log(1.0 + e))
  },
  vjp: (g, [x]) => [mul(g, sigmoid(x))],
  // ONNX Runtime's own Softplus is slower than this, and has no float64 kernel. What 1 + e lost of a small e is added
  // to its logarithm: to first order that is exact, as the logarithm's slope at 1 + e is 1 wherever much was lost.
  onnx: ([x]) => {
    const e = node('Exp', [node('Neg', [node('Abs', [x])])])
    const oneMore = node('Add', [e, real(1)])
    const lost = node('Sub', [e, node('Sub', [oneMore, real(1)])])
    return node('Add', [node('Relu', [x]), node('Add', [node('Log', [oneMore]), lost])])
  },
})
