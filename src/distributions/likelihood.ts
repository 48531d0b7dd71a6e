import type { Tensors } from '../graph/trace.ts'
import { broadcast } from '../ops/broadcast.ts'
import { constant, type Tensor } from '../ops/tensor.ts'
import { bernoulliLogLikelihood } from './bernoulli.ts'
import { categoricalLogLikelihood } from './categorical.ts'
import { momentsIn } from './moments.ts'
import { normalLogDensity } from './normal.ts'

/** p(x | z), told by what a decoder gives for z: decoded [N, ...], x [N, ...sample]. */
export interface Likelihood {
  /** What a subject declares of it, by the contract's names. */
  readonly conventions: Readonly<{ likelihood: string; constants?: string; sigma_x?: number }>
  /** How many numbers the decoder gives for every number of x. */
  readonly numbers: number
  /** Its parameters as the contract names them, and their names. */
  readonly outputs: readonly string[]
  readonly parameters: (decoded: Tensor) => Tensors
  /** log p(x | z) in nats, [N]. */
  readonly logDensity: (x: Tensor, decoded: Tensor) => Tensor
}

/** Every pixel is 0 or 1, or a grey between, by its logit. */
export const bernoulli: Likelihood = {
  conventions: { likelihood: 'bernoulli_logits' },
  numbers: 1,
  outputs: ['logits'],
  parameters: (decoded) => ({ logits: decoded }),
  logDensity: bernoulliLogLikelihood,
}

/** At every position one of some symbols, by a logit for each; x is one-hot, [N, length, symbols]. */
export const categorical: Likelihood = {
  conventions: { likelihood: 'categorical_logits' },
  numbers: 1,
  outputs: ['logits'],
  parameters: (decoded) => ({ logits: decoded }),
  logDensity: categoricalLogLikelihood,
}

/** A mean and a log variance of its own for every pixel. */
export const gaussian: Likelihood = {
  conventions: { likelihood: 'gaussian', constants: 'kept' },
  numbers: 2,
  outputs: ['mean', 'spread'],
  parameters: (decoded) => {
    const { mean, logVariance } = momentsIn(decoded)
    return { mean, spread: logVariance }
  },
  logDensity: (x, decoded) => normalLogDensity(x, momentsIn(decoded)),
}

/** A mean for every pixel, and one standard deviation for all. Throws a RangeError where that is not above 0. */
export function gaussianOfDeviation(sigma: number): Likelihood {
  if (!(sigma > 0)) throw new RangeError(`sigma: expected a standard deviation above 0, got ${sigma}`)
  return {
    conventions: { likelihood: 'gaussian', constants: 'kept', sigma_x: sigma },
    numbers: 1,
    outputs: ['mean'],
    parameters: (decoded) => ({ mean: decoded }),
    logDensity: (x, mean) =>
      normalLogDensity(x, { mean, logVariance: broadcast(constant(2 * Math.log(sigma)), x.shape) }),
  }
}
