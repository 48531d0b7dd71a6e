import { add } from './add.ts'
import { div } from './div.ts'
import { type Lowered, node, real } from './lowering.ts'
import { primitive, type Thread } from './primitive.ts'

// For small x, log(1 + x) = 2 artanh(s) with s = x / (2 + x): no digits are lost where 1 + x would round them away.
// |x| <= 1/4 gives s^2 <= 0.0205, so that eight terms leave an error below 1e-15.
const terms = [1, 1 / 3, 1 / 5, 1 / 7, 1 / 9, 1 / 11, 1 / 13, 1 / 15]

/** log(1 + x) in ONNX, which has no operator for it. */
export function log1pSeries(x: Lowered): Lowered {
  const s = node('Div', [x, node('Add', [x, real(2)])])
  const t = node('Mul', [s, s])
  const horner = (sum: Lowered, term: number) => node('Add', [real(term), node('Mul', [t, sum])])
  const series = terms.slice(0, -1).reduceRight(horner, real(terms[terms.length - 1]) as Lowered)
  const small = node('LessOrEqual', [node('Abs', [x]), real(0.25)])
  const large = node('Log', [node('Add', [x, real(1)])])
  return node('Where', [small, node('Mul', [node('Mul', [s, real(2)]), series]), large])
}

/** log(1 + x), with all its digits for small x. */
export const log1p = primitive({
  name: 'log1p',
  shape: ([x]) => x,
  kernel: function (this: Thread, x: number[]) {
    const v = x[this.thread.x]
    const s = v / (2.0 + v)
    const t = s * s
    const head =
      1.0 + t * (0.3333333333333333 + t * (0.2 + t * (0.14285714285714285 + t * 0.1111111111111111)))
    const tail =
      t * t * t * t * t * (0.09090909090909091 + t * (0.07692307692307693 + t * 0.06666666666666667))
    return Math.abs(v) <= 0.25 ? 2.0 * s * (head + tail) : Math.log(1.0 + v)
  },
  vjp: (g, [x]) => [div(g, add(x, 1))],
  onnx: ([x]) => log1pSeries(x),
})
