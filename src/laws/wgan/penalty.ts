import type { Subject } from '../../subjects/subject.ts'
import { meanOf } from '../adversarial/calls.ts'
import { type Draw, draws } from '../adversarial/cases.ts'
import { judgeNamed } from '../adversarial/diagnosis.ts'
import { lossTo } from '../adversarial/violators.ts'
import { inconclusive } from '../measure.ts'
import type { Rows } from '../rows.ts'
import { featuresOf, gradientNorms, mostFeatures } from './critic-gradient.ts'
import { lambdaOf, wganLaw, whyNoPenalty } from './define.ts'
import { between, complement, drawPairs, type Pairs, penaltyOf } from './points.ts'
import { atReal, weighingFake } from './violators.ts'

const penaltyFrom = (norms: readonly number[]): number => meanOf(norms.map((norm) => (norm - 1) ** 2))

export const penaltyIsOfGradient = wganLaw<Draw>({
  name: 'wgan/gradient-penalty',
  nature: 'definition',
  statement:
    'gradient_penalty = lambda mean (|grad critic(x^)| - 1)^2, x^ = alpha real + (1 - alpha) fake, the norm over all features of one sample',
  source: 'Gulrajani et al. 2017, algorithm 1 and eq. 3',
  needs: ['critic', 'gradient_penalty'],
  exempts: (subject) =>
    whyNoPenalty(subject) ??
    (featuresOf(subject) > mostFeatures ? `a sample has more than ${mostFeatures} features` : undefined),
  cases: draws,
  runs: 4,
  async residual(subject, draw) {
    const pairs = drawPairs(subject, draw)
    const claimed = await penaltyOf(subject, pairs)
    const found = await gradientNorms(subject, between(pairs))
    const norms = found.map(({ norm }) => norm)
    const expected = penaltyFrom(norms)
    const allowed = found.map(
      ({ norm, uncertainty }) => 2 * Math.abs(norm - 1) * uncertainty + uncertainty ** 2,
    )
    const claim = {
      claimed,
      expected: lambdaOf(subject) * expected,
      tolerance: lambdaOf(subject) * meanOf(allowed),
    }
    if (!(claim.tolerance <= 0.1 * lambdaOf(subject) * (1 + expected)))
      return inconclusive('the critic is too rough for its gradient to be had by differences')
    return judgeNamed(claim, () => mistaken(subject, pairs, norms))
  },
  violators: {
    'alpha weighs the generated samples': { gradient_penalty: weighingFake },
    'the gradient is taken at the real samples': { gradient_penalty: atReal },
    'the penalty is a sum over the batch': {
      gradient_penalty: lossTo((loss, samples) => loss * samples, 'penalty'),
    },
    'lambda is 10, whatever is declared': {
      gradient_penalty: lossTo((penalty) => 10 * penalty, 'penalty'),
    },
    'the penalty is a root': { gradient_penalty: lossTo(Math.sqrt, 'penalty') },
  },
})

/** What the penalty would be, had its parts been mixed up. */
async function mistaken(subject: Subject, pairs: Pairs, norms: number[]): Promise<Record<string, number>> {
  const lambda = lambdaOf(subject)
  const at = async (points: Rows) =>
    lambda * penaltyFrom((await gradientNorms(subject, points)).map(({ norm }) => norm))
  const right = lambda * penaltyFrom(norms)
  const whole = Math.sqrt(norms.reduce((sum, norm) => sum + norm ** 2, 0))
  return {
    'alpha weighs the generated samples, 1 - alpha the real ones': await at(
      between({ ...pairs, alpha: complement(pairs.alpha) }),
    ),
    'the gradient is taken at the real samples': await at(pairs.real),
    'the gradient is taken at the generated samples': await at(pairs.fake),
    'one alpha serves the whole batch': await at(
      between({ ...pairs, alpha: pairs.alpha.map(() => pairs.alpha[0]) }),
    ),
    'the penalty is a sum over the batch, not a mean': norms.length * right,
    'lambda is 10': (10 * right) / lambda,
    'lambda is left out': right / lambda,
    'the norm is squared before 1 is subtracted': lambda * meanOf(norms.map((norm) => (norm ** 2 - 1) ** 2)),
    'only norms above 1 are penalised': lambda * meanOf(norms.map((norm) => Math.max(0, norm - 1) ** 2)),
    'the norm itself is penalised, as if it should be 0': lambda * meanOf(norms.map((norm) => norm ** 2)),
    'the norm is taken over the batch too': lambda * (whole - 1) ** 2,
  }
}
