import * as ops from '../../../ops/index.ts'
import type { Tensor } from '../../../ops/tensor.ts'
import { binary, unary } from '../elementwise.ts'
import { axisOf, number, type Reader, type Readers, type Site, text } from '../site.ts'
import { erf } from './erf.ts'

/** x above 0, and an expression of what lies below it: which is not asked above, where it may overflow. */
const below = (x: Tensor, otherwise: (low: Tensor) => Tensor): Tensor =>
  ops.where(ops.greater(x, 0), x, otherwise(ops.minimum(x, 0)))

const expLessOne = (x: Tensor, alpha: number): Tensor => ops.affine(ops.exp(x), alpha, -alpha)

const elu = (x: Tensor, site: Site): Tensor => below(x, (low) => expLessOne(low, number(site, 'alpha', 1)))

const celu = (x: Tensor, site: Site): Tensor => {
  const alpha = number(site, 'alpha', 1)
  return below(x, (low) => expLessOne(ops.affine(low, 1 / alpha, 0), alpha))
}

/** Klambauer et al. 2017; the constants are ONNX's. */
const selu = (x: Tensor, site: Site): Tensor =>
  ops.mul(
    below(x, (low) => expLessOne(low, number(site, 'alpha', 1.6732631921768188))),
    number(site, 'gamma', 1.0507010221481323),
  )

/** Hendrycks & Gimpel 2016. */
function gelu(x: Tensor, site: Site): Tensor {
  if (text(site, 'approximate', 'none') === 'tanh') {
    const cubic = ops.add(x, ops.mul(0.044715, ops.mul(x, ops.square(x))))
    return ops.mul(ops.affine(x, 0.5, 0), ops.add(1, ops.tanh(ops.affine(cubic, Math.sqrt(2 / Math.PI), 0))))
  }
  return ops.mul(ops.affine(x, 0.5, 0), ops.add(1, erf(ops.affine(x, Math.SQRT1_2, 0))))
}

const hardSigmoid = (x: Tensor, alpha: number, beta: number): Tensor =>
  ops.clamp(ops.affine(x, alpha, beta), 0, 1)

const prelu = (x: Tensor, slope: Tensor): Tensor => ops.where(ops.greater(x, 0), x, ops.mul(slope, x))

/** Before opset 13 all axes from the named one on are one. */
const overAxis =
  (build: (x: Tensor, axes: readonly number[]) => Tensor): Reader =>
  (site) =>
    unary((x) => {
      const isOne = site.opset >= 13
      const axis = axisOf(site, number(site, 'axis', isOne ? -1 : 1), x.shape.length)
      const last = isOne ? axis + 1 : x.shape.length
      return build(
        x,
        x.shape.map((_, at) => at).filter((at) => at >= axis && at < last),
      )
    })(site)

const logSoftmax = (x: Tensor, axes: readonly number[]): Tensor =>
  ops.sub(x, ops.logsumexp(x, axes, { keep: true }))

const half = (x: Tensor): Tensor => ops.affine(x, 0.5, 0)

/** log(|x| + sqrt(x^2 + 1)), with the sign of x: no digits cancel for a negative x. */
const asinh = (x: Tensor): Tensor =>
  ops.mul(ops.sign(x), ops.log(ops.add(ops.abs(x), ops.sqrt(ops.add(ops.square(x), 1)))))

export const activations: Readers = {
  Acosh: unary((x) => ops.log(ops.add(x, ops.sqrt(ops.sub(ops.square(x), 1))))),
  Asinh: unary(asinh),
  Atanh: unary((x) => half(ops.sub(ops.log1p(x), ops.log1p(ops.neg(x))))),
  Cosh: unary((x) => half(ops.add(ops.exp(x), ops.exp(ops.neg(x))))),
  Celu: unary(celu),
  Elu: unary(elu),
  Gelu: unary(gelu),
  HardSigmoid: unary((x, site) => hardSigmoid(x, number(site, 'alpha', 0.2), number(site, 'beta', 0.5))),
  HardSwish: unary((x) => ops.mul(x, hardSigmoid(x, 1 / 6, 0.5))),
  LeakyRelu: unary((x, site) => ops.leakyRelu(x, number(site, 'alpha', 0.01))),
  LogSoftmax: overAxis(logSoftmax),
  Mish: unary((x) => ops.mul(x, ops.tanh(ops.softplus(x)))),
  PRelu: binary(prelu),
  Relu: unary((x) => ops.relu(x)),
  Selu: unary(selu),
  Sigmoid: unary((x) => ops.sigmoid(x)),
  Sinh: unary((x) => half(ops.sub(ops.exp(x), ops.exp(ops.neg(x))))),
  Softmax: overAxis((x, axes) => ops.exp(logSoftmax(x, axes))),
  Softplus: unary((x) => ops.softplus(x)),
  Softsign: unary((x) => ops.div(x, ops.add(1, ops.abs(x)))),
  Tanh: unary((x) => ops.tanh(x)),
  ThresholdedRelu: unary((x, site) => ops.where(ops.greater(x, number(site, 'alpha', 1)), x, 0)),
}
