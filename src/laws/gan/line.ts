import type { Subject } from '../../subjects/subject.ts'
import { lossOf } from '../adversarial/calls.ts'
import { type Draw, draws, randomOf } from '../adversarial/cases.ts'
import { exchanged, lossTo } from '../adversarial/violators.ts'
import { ganLaw } from './define.ts'
import { sigmoidTwice } from './discriminator-loss.ts'
import { lossNameOf, scoreOf, weightOf, whyUnknown } from './losses.ts'
import { optima } from './optimum.ts'
import { lossRoundoff } from './scalars.ts'

/** Between the nodes of the trapezium rule, which for Gaussians so wide is exact to twelve digits. */
const spacing = 1 / 4
/** Deviations beyond which there is less mass than float64 sees beside 1. */
const reach = 9
/** At most so far are the means apart, in deviations. */
const farthest = 4

const nodes = (distance: number): number[] =>
  Array.from({ length: Math.ceil((2 * reach + distance) / spacing) }, (_, i) => i * spacing - reach)

const gaussian = (x: number, mean: number) => Math.exp(-((x - mean) ** 2) / 2) / Math.sqrt(2 * Math.PI)

/** The least discriminator loss, of the two means added, for real samples of N(0, 1) and generated ones of N(distance, 1). */
export const leastLossOnTheLine = (loss: string, distance: number): number =>
  spacing *
  nodes(distance).reduce((sum, x) => sum + optima[loss].loss(gaussian(x, 0), gaussian(x, distance)), 0)

/**
 * Any loss that is a mean over each of its batches is known on whole densities, by its values on batches of equal scores:
 * E r(s) + E f(s), where loss(s, s') = r(s) + f(s').
 */
export const optimalOnTheLine = ganLaw<Draw>({
  name: 'gan/optimal-on-the-line',
  nature: 'optimum',
  statement:
    'for real samples of N(0, 1) and generated ones of N(d, 1) the scores log p(x)/q(x) have the discriminator_loss log 4 - 2 JSD(p, q), by quadrature; p/(p + q) that of pq/(p + q) for least squares',
  source: 'Goodfellow et al. 2014, proposition 1 and theorem 1, on densities; Mao et al. 2017, eq. 5',
  needs: ['discriminator_loss'],
  exempts: (subject) => whyUnknown(subject) ?? whyNotSmooth(subject),
  cases: draws,
  runs: 2,
  async residual(subject, draw) {
    const distance = farthest * randomOf(draw).uniform(1)[0]
    const { score } = optima[lossNameOf(subject)]
    const expected = weightOf(subject, 'discriminator') * leastLossOnTheLine(lossNameOf(subject), distance)
    const copies = (s: number) => new Array<number>(subject.batch ?? 1).fill(s)
    const lossAt = (real: number, fake: number) =>
      lossOf(subject, 'discriminator_loss', { real: copies(real), fake: copies(fake) })
    const neither = await lossAt(0, 0)
    let [claimed, tolerance] = [-neither, lossRoundoff(subject, neither, [0])]
    for (const x of nodes(distance)) {
      const [p, q] = [gaussian(x, 0), gaussian(x, distance)]
      const best = Math.fround(score(p, q))
      const [ofReal, ofFake] = [await lossAt(best, 0), await lossAt(0, best)]
      claimed += spacing * (p * ofReal + q * ofFake)
      const largest = Math.max(Math.abs(ofReal), Math.abs(ofFake))
      tolerance += spacing * (p + q) * lossRoundoff(subject, largest, [best])
    }
    return { error: Math.abs(claimed - expected), tolerance, at: { distance, claimed, expected } }
  },
  violators: {
    'real and fake are exchanged': { discriminator_loss: exchanged('discriminator_loss', 'real', 'fake') },
    'a sigmoid is taken twice': { discriminator_loss: sigmoidTwice() },
    'the discriminator descends the value function': { discriminator_loss: lossTo((loss) => -loss) },
    'the loss is halved': { discriminator_loss: lossTo((loss) => loss / 2) },
  },
})

function whyNotSmooth(subject: Subject): string | undefined {
  if (lossNameOf(subject) === 'hinge')
    return 'its best scores jump from -1 to 1, which no quadrature takes well'
  if (scoreOf(subject) === 'probability')
    return 'its scores are probabilities, which round to 0 and 1 where one of the densities is next to nothing'
  return undefined
}
