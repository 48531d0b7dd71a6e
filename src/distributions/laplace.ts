import { abs } from '../ops/abs.ts'
import { add } from '../ops/add.ts'
import { affine } from '../ops/affine.ts'
import { exp } from '../ops/exp.ts'
import { mul } from '../ops/mul.ts'
import { neg } from '../ops/neg.ts'
import { square } from '../ops/square.ts'
import { sub } from '../ops/sub.ts'
import { sum } from '../ops/sum.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Moments } from './moments.ts'

/** log b, where a Laplace distribution of scale b has variance 2 b^2. */
const logScale = ({ logVariance }: Moments): Tensor => affine(logVariance, 0.5, -0.5 * Math.LN2)

/** log Laplace(x; mean, b) = -sum [|x - mean| / b + log 2 b], in nats. x [..., D] -> [...]. */
export function laplaceLogDensity(x: Tensor, q: Moments): Tensor {
  const dim = x.shape[x.shape.length - 1]
  const deviations = mul(abs(sub(x, q.mean)), exp(neg(logScale(q))))
  return affine(sum(add(deviations, logScale(q)), -1), -1, -dim * Math.LN2)
}

/** A draw as a function of the moments: mean + b eps, eps standard Laplace (Kingma & Welling 2014, section 2.4). */
export const reparameterizeLaplace = (q: Moments, eps: Tensor): Tensor =>
  add(q.mean, mul(exp(logScale(q)), eps))

/**
 * KL(Laplace(mean, b) to N(0, I)) = 1/2 sum [mean^2 + variance - log variance + log pi - 2], in nats. [..., D] -> [...].
 * It is the entropy, log 2 e b, against the cross entropy, 1/2 (mean^2 + 2 b^2 + log 2 pi); a Gaussian of the same
 * moments has (log pi - 1) / 2 less of it for every latent.
 */
export function klLaplaceToStandardNormal({ mean, logVariance }: Moments): Tensor {
  const dim = mean.shape[mean.shape.length - 1]
  const terms = add(square(mean), sub(exp(logVariance), logVariance))
  return affine(sum(terms, -1), 0.5, 0.5 * dim * (Math.log(Math.PI) - 2))
}
