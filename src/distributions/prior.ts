import { add } from '../ops/add.ts'
import { broadcast } from '../ops/broadcast.ts'
import { neg } from '../ops/neg.ts'
import { softplus } from '../ops/softplus.ts'
import { sum } from '../ops/sum.ts'
import { constant, type Tensor } from '../ops/tensor.ts'
import { standardNormalLogDensity } from './normal.ts'

/** A density of independent coordinates that latents are drawn from; the contract's names. */
export interface Prior {
  readonly name: 'standard_normal' | 'uniform' | 'logistic'
  /** log p(z) in nats, z [N, D] -> [N]. */
  readonly logDensity: (z: Tensor) => Tensor
}

export const standardNormal: Prior = { name: 'standard_normal', logDensity: standardNormalLogDensity }

/** On the unit cube, which the map must stay in. */
export const uniform: Prior = {
  name: 'uniform',
  logDensity: (z) => broadcast(constant(0), [z.shape[0]]),
}

/** Standard logistic: log p(z) = -log(1 + e^z) - log(1 + e^-z), stable for any z. */
export const logistic: Prior = {
  name: 'logistic',
  logDensity: (z) => neg(sum(add(softplus(z), softplus(neg(z))), -1)),
}
