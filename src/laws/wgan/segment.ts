import type { Subject } from '../../subjects/subject.ts'
import { type Draw, draws } from '../adversarial/cases.ts'
import type { Residual } from '../law.ts'
import { worst } from '../measure.ts'
import { networkRoundoff } from '../vae/roundoff.ts'
import { lambdaOf, wganLaw, whyNoPenalty } from './define.ts'
import { between, complement, drawPairs, penaltyOf } from './points.ts'
import { alphaTo, atReal, farther, weighingFake } from './violators.ts'

/**
 * What rounding may make of such a penalty of N samples. Its norms g are at most 1 + sqrt(N penalty / lambda), and by
 * Cauchy's inequality the mean of 2 |g - 1| times their rounding is at most 2 sqrt(penalty / lambda) times it.
 */
function roundoff(subject: Subject, penalty: number, samples: number): number {
  const lambda = lambdaOf(subject)
  const root = Math.sqrt(Math.abs(penalty) / lambda)
  const ofNorms = networkRoundoff(subject, 2 + Math.sqrt(samples) * root)
  return 2 * lambda * (2 * root * ofNorms + ofNorms ** 2)
}

export const penaltyIsOfPointsBetween = wganLaw<Draw>({
  name: 'wgan/penalty-is-of-points-between',
  nature: 'derivative',
  statement:
    'gradient_penalty is the same for (real, fake, alpha), for (x^, x^, any alpha), and where real and fake change places and alpha becomes 1 - alpha',
  source:
    'Gulrajani et al. 2017, algorithm 1: the points lie on the segments between pairs, x^ = alpha real + (1 - alpha) fake',
  needs: ['gradient_penalty'],
  exempts: whyNoPenalty,
  cases: draws,
  runs: 6,
  async residual(subject, draw) {
    const pairs = drawPairs(subject, draw)
    const { real, fake, alpha } = pairs
    const points = between(pairs)
    const penalty = await penaltyOf(subject, pairs)
    const others = {
      'both samples at the point': { real: points, fake: points, alpha },
      'both samples at the point, and another alpha': {
        real: points,
        fake: points,
        alpha: complement(alpha),
      },
      'real and fake exchanged, with 1 - alpha': { real: fake, fake: real, alpha: complement(alpha) },
    }
    const found: Residual[] = []
    for (const [name, other] of Object.entries(others)) {
      const again = await penaltyOf(subject, other)
      found.push({
        error: Math.abs(again - penalty),
        tolerance: roundoff(subject, Math.max(penalty, again), real.length),
        at: { of: name, penalty, other: again },
      })
    }
    return worst(found)
  },
  violators: {
    'alpha is squared': { gradient_penalty: alphaTo((a) => a * a) },
    'alpha weighs the generated samples': { gradient_penalty: weighingFake },
    'the gradient is taken at the real samples': { gradient_penalty: atReal },
    'points lie beyond the samples': { gradient_penalty: farther },
  },
})
