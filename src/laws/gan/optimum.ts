import type { Random } from '../../data/random.ts'
import type { Subject } from '../../subjects/subject.ts'
import { lossOf } from '../adversarial/calls.ts'
import { type Draw, draws, randomOf } from '../adversarial/cases.ts'
import { exchanged, lossTo } from '../adversarial/violators.ts'
import { ratio } from '../measure.ts'
import { ganLaw } from './define.ts'
import { sigmoidTwice } from './discriminator-loss.ts'
import { lossNameOf, scoreOf, weightOf, whyUnknown } from './losses.ts'
import { lossRoundoff } from './scalars.ts'

/** The best score where real samples have probability p and generated ones q, and what its loss adds up to over both. */
interface Optimum {
  readonly score: (p: number, q: number) => number
  readonly loss: (p: number, q: number) => number
}

const ofLogarithms: Optimum = {
  score: (p, q) => Math.log(p / q),
  loss: (p, q) => p * Math.log((p + q) / p) + q * Math.log((p + q) / q),
}

/** Summed over outcomes: log 4 - 2 JSD; twice 1 less the total variation; 1 less a chi-squared distance, halved. */
export const optima: Readonly<Record<string, Optimum>> = {
  minimax: ofLogarithms,
  non_saturating: ofLogarithms,
  hinge: { score: (p, q) => Math.sign(p - q), loss: (p, q) => 2 * Math.min(p, q) },
  least_squares: { score: (p, q) => p / (p + q), loss: (p, q) => (p * q) / (p + q) },
}

const batchOf = ({ batch }: Subject): number => batch ?? 8

export const optimalDiscriminator = ganLaw<Draw>({
  name: 'gan/optimal-discriminator',
  nature: 'optimum',
  statement:
    'of samples with frequencies p and q no scores have less discriminator_loss than log p/q, whose loss is log 4 - 2 JSD(p, q); sign(p - q) and twice 1 - TV for hinge, p/(p + q) and the sum of pq/(p + q) for least squares',
  source:
    'Goodfellow et al. 2014, proposition 1 and theorem 1; Mao et al. 2017, eq. 5; Lim & Ye 2017, section 3',
  needs: ['discriminator_loss'],
  exempts: (subject) =>
    scoreOf(subject) === 'probability' && lossNameOf(subject) === 'hinge'
      ? 'its best scores, -1 and 1, are no probabilities'
      : whyUnknown(subject),
  cases: draws,
  runs: 8,
  async residual(subject, draw) {
    const random = randomOf(draw)
    const samples = batchOf(subject)
    const [reals, fakes] = ['real', 'fake'].map((name) => counts(samples, random.split(name)))
    const [p, q] = [reals, fakes].map((often) => often.map((times) => times / samples))
    const { score, loss } = optima[lossNameOf(subject)]
    const best = p.map((each, k) => asScore(subject, score(each, q[k])))
    const weight = weightOf(subject, 'discriminator')
    const least = weight * p.reduce((sum, each, k) => sum + loss(each, q[k]), 0)
    const lossAt = (scores: readonly number[]) =>
      lossOf(subject, 'discriminator_loss', { real: spread(reals, scores), fake: spread(fakes, scores) })
    const tolerance = lossRoundoff(subject, least, spread(reals, best), spread(fakes, best))
    const claimed = await lossAt(best)
    const nudges = random.uniform(best.length)
    const beside = await lossAt(best.map((each, k) => each + (nudges[k] - 0.5) / 8))
    const residuals = [
      { error: Math.abs(claimed - least), tolerance, at: { claimed, expected: least, p, q } },
      { error: Math.max(0, claimed - beside), tolerance: 2 * tolerance, at: { best: claimed, beside, p, q } },
    ]
    return residuals.reduce((most, next) => (ratio(next) > ratio(most) ? next : most))
  },
  violators: {
    'real and fake are exchanged': { discriminator_loss: exchanged('discriminator_loss', 'real', 'fake') },
    'a sigmoid is taken twice': { discriminator_loss: sigmoidTwice() },
    'the loss has the opposite sign': { discriminator_loss: lossTo((loss) => -loss) },
    'the loss is a sum over the batch': { discriminator_loss: lossTo((loss, samples) => loss * samples) },
  },
})

/** A logit, or its probability; scores of hinges and squares are given as they are. */
function asScore(subject: Subject, score: number): number {
  const isLogit = optima[lossNameOf(subject)] === ofLogarithms
  return isLogit && scoreOf(subject) === 'probability' ? 1 / (1 + Math.exp(-score)) : score
}

/** How often each of up to three outcomes is among so many samples, never 0. */
function counts(samples: number, random: Random): number[] {
  const found = Array.from({ length: Math.min(3, samples) }, () => 1)
  const rest = samples - found.length
  if (rest > 0) for (const outcome of random.integers(rest, found.length)) found[outcome]++
  return found
}

/** Each outcome's score as often as the outcome is among the samples. */
const spread = (often: readonly number[], scores: readonly number[]): number[] =>
  often.flatMap((times, k) => new Array<number>(times).fill(scores[k]))
