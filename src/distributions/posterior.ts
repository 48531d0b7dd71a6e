import type { Tensor } from '../ops/tensor.ts'
import { klLaplaceToStandardNormal, laplaceLogDensity, reparameterizeLaplace } from './laplace.ts'
import type { Moments } from './moments.ts'
import { klToStandardNormal, normalLogDensity, reparameterize } from './normal.ts'

/** A family of q(z | x) that can be drawn from by a map of its moments and of noise that knows neither. z [..., D]. */
export interface Posterior {
  /** The contract's name. */
  readonly name: 'gaussian' | 'laplace'
  /** What eps is drawn from, independent in every coordinate. */
  readonly noise: 'normal' | 'laplace'
  readonly draw: (q: Moments, eps: Tensor) => Tensor
  readonly logDensity: (z: Tensor, q: Moments) => Tensor
  /** KL(q to N(0, I)) in closed form. */
  readonly kl: (q: Moments) => Tensor
}

export const gaussianPosterior: Posterior = {
  name: 'gaussian',
  noise: 'normal',
  draw: reparameterize,
  logDensity: normalLogDensity,
  kl: klToStandardNormal,
}

export const laplacePosterior: Posterior = {
  name: 'laplace',
  noise: 'laplace',
  draw: reparameterizeLaplace,
  logDensity: laplaceLogDensity,
  kl: klLaplaceToStandardNormal,
}
