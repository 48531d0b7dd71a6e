import { node } from './lowering.ts'
import { mul } from './mul.ts'
import { primitive, type Thread } from './primitive.ts'
import { square } from './square.ts'
import { sub } from './sub.ts'

/**
 * The hyperbolic tangent. Near 0 by its continued fraction (Lambert 1768), v / (1 + v^2 / (3 + v^2 / (5 + ...))), which
 * keeps the relative error small where 1 - e^(-2v) would cancel; beyond, by e^(-2|v|), which cannot overflow.
 */
export const tanh = primitive({
  name: 'tanh',
  shape: ([x]) => x,
  kernel: function (this: Thread, x: number[]) {
    const v = x[this.thread.x]
    const w = v * v
    const e = Math.exp(-2.0 * Math.abs(v))
    const far = (1.0 - e) / (1.0 + e)
    const near = v / (1.0 + w / (3.0 + w / (5.0 + w / (7.0 + w / (9.0 + w / (11.0 + w / 13.0))))))
    return w < 0.25 ? near : v > 0.0 ? far : -far
  },
  vjp: (g, _x, y) => [mul(g, sub(1, square(y)))],
  onnx: ([x]) => node('Tanh', [x]),
})
