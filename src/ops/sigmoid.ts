import { node, real } from './lowering.ts'
import { mul } from './mul.ts'
import { primitive, type Thread } from './primitive.ts'
import { sub } from './sub.ts'

/** 1 / (1 + e^-x). Never take its logarithm: that is -softplus(-x). */
export const sigmoid = primitive({
  name: 'sigmoid',
  shape: ([x]) => x,
  kernel: function (this: Thread, x: number[]) {
    const v = x[this.thread.x]
    const e = Math.exp(-Math.abs(v))
    return (v >= 0.0 ? 1.0 : e) / (1.0 + e)
  },
  vjp: (g, _x, y) => [mul(g, mul(y, sub(1, y)))],
  // ONNX Runtime's own Sigmoid is off by 1e-7 in float32, which below x = -18 is more than the value. Where e^-x
  // overflows, the quotient is 0, and so is its value but for what only subnormal numbers hold.
  onnx: ([x]) => node('Div', [real(1), node('Add', [node('Exp', [node('Neg', [x])]), real(1)])]),
})
