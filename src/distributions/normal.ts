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

const logTwoPi = Math.log(2 * Math.PI)

/**
 * log N(z; 0, I) = -1/2 sum z^2 - D/2 log 2 pi, in nats. z [..., D] -> [...].
 * The lecture's slide leaves out the 1/2 before the squared term; without it the density does not integrate to 1.
 */
export function standardNormalLogDensity(z: Tensor): Tensor {
  const dim = z.shape[z.shape.length - 1]
  return affine(sum(square(z), -1), -0.5, -0.5 * dim * logTwoPi)
}

/** log N(x; mean, variance) = -1/2 sum [(x - mean)^2 / variance + log variance + log 2 pi]. x [..., D] -> [...]. */
export function normalLogDensity(x: Tensor, { mean, logVariance }: Moments): Tensor {
  const dim = x.shape[x.shape.length - 1]
  const squares = mul(square(sub(x, mean)), exp(neg(logVariance)))
  return affine(sum(add(squares, logVariance), -1), -0.5, -0.5 * dim * logTwoPi)
}

/** A draw as a function of the parameters: mean + sigma eps, eps standard normal (Kingma & Welling 2014, section 2.4). */
export const reparameterize = ({ mean, logVariance }: Moments, eps: Tensor): Tensor =>
  add(mean, mul(exp(affine(logVariance, 0.5, 0)), eps))

/**
 * KL(N(mean, variance) to N(0, I)) = 1/2 sum [mean^2 + variance - 1 - log variance], summed over latents, in nats
 * (Kingma & Welling 2014, appendix B). [..., D] -> [...].
 */
export function klToStandardNormal({ mean, logVariance }: Moments): Tensor {
  const dim = mean.shape[mean.shape.length - 1]
  return affine(sum(add(square(mean), sub(exp(logVariance), logVariance)), -1), 0.5, -0.5 * dim)
}
