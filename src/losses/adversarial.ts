import { add } from '../ops/add.ts'
import { affine } from '../ops/affine.ts'
import { mean } from '../ops/mean.ts'
import { neg } from '../ops/neg.ts'
import { relu } from '../ops/relu.ts'
import { softplus } from '../ops/softplus.ts'
import { square } from '../ops/square.ts'
import { sub } from '../ops/sub.ts'
import type { Tensor } from '../ops/tensor.ts'

/** What a discriminator and a generator minimise, of scores of real and generated samples, [N] each -> []. */
export interface AdversarialLoss {
  /** The contract's name. */
  readonly name: 'minimax' | 'non_saturating' | 'hinge' | 'least_squares'
  readonly discriminator: (real: Tensor, fake: Tensor) => Tensor
  readonly generator: (fake: Tensor) => Tensor
}

/**
 * The value function of the game (Goodfellow et al. 2014, eq. 1), of logits: V = mean log sigma(real) + mean log(1 -
 * sigma(fake)), stable for any logit. The discriminator CLIMBS it, which is to descend -V; the lecture's slide has it
 * descend V, by which it would learn to be wrong.
 */
export const ganValue = (real: Tensor, fake: Tensor): Tensor =>
  neg(add(mean(softplus(neg(real))), mean(softplus(fake))))

const crossEntropy = (real: Tensor, fake: Tensor): Tensor => neg(ganValue(real, fake))

/** The generator descends V itself, mean log(1 - sigma(fake)); where it is bad its gradient vanishes. */
export const minimax: AdversarialLoss = {
  name: 'minimax',
  discriminator: crossEntropy,
  generator: (fake) => neg(mean(softplus(fake))),
}

/** The generator raises mean log sigma(fake) instead (Goodfellow et al. 2014, section 3): the same fixed point. */
export const nonSaturating: AdversarialLoss = {
  name: 'non_saturating',
  discriminator: crossEntropy,
  generator: (fake) => mean(softplus(neg(fake))),
}

/** Lim & Ye 2017; Miyato et al. 2018, eqs. 16-17: no more is asked of a score that is beyond its margin. */
export const hinge: AdversarialLoss = {
  name: 'hinge',
  discriminator: (real, fake) => add(mean(relu(affine(real, -1, 1))), mean(relu(affine(fake, 1, 1)))),
  generator: (fake) => neg(mean(fake)),
}

/** Mao et al. 2017, eq. 2 without its halves, for labels 1 and 0. */
export const leastSquares: AdversarialLoss = {
  name: 'least_squares',
  discriminator: (real, fake) => add(mean(square(affine(real, 1, -1))), mean(square(fake))),
  generator: (fake) => mean(square(affine(fake, 1, -1))),
}

/** The critic's loss (Arjovsky et al. 2017, algorithm 1): minus the estimate of W1, mean fake - mean real. */
export const criticLoss = (real: Tensor, fake: Tensor): Tensor => sub(mean(fake), mean(real))
