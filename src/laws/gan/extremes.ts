import type { Random } from '../../data/random.ts'
import type { Subject } from '../../subjects/subject.ts'
import { lossOf, meanOf } from '../adversarial/calls.ts'
import { batchOf, type Draw, draws, randomOf } from '../adversarial/cases.ts'
import { given, whyNothing } from '../adversarial/shapes.ts'
import { lossFrom } from '../adversarial/violators.ts'
import { type Claim, judge } from '../diagnosis.ts'
import { sigmoid, softplus } from '../logistic.ts'
import { ganLaw } from './define.ts'
import { discriminatorLoss, gameOf, generatorLoss, scoreOf, weightOf, whyUnknown } from './losses.ts'
import { lossRoundoff } from './scalars.ts'

const far = [-100, -20, 0, 20, 100]
const names = ['discriminator_loss', 'generator_loss']

export const lossesAreStable = ganLaw<Draw>({
  name: 'gan/losses-are-stable',
  nature: 'extremes',
  statement: 'both losses are right, and finite, for scores of 20 and 100 of either sign',
  source: 'log sigma(s) = -softplus(-s), where the logarithm of a rounded sigmoid is that of 0 from s = -17',
  needs: [],
  exempts: (subject) =>
    scoreOf(subject) === 'probability'
      ? 'its scores are probabilities, which have an end'
      : (whyUnknown(subject) ?? whyNothing(names, subject)),
  cases: draws,
  runs: 6,
  async residual(subject, draw) {
    const random = randomOf(draw)
    const [real, fake] = [farScores(subject, random.split('real')), farScores(subject, random.split('fake'))]
    const game = gameOf(subject)
    const expected: Readonly<Record<string, number>> = {
      discriminator_loss: weightOf(subject, 'discriminator') * discriminatorLoss(game, real, fake),
      generator_loss: weightOf(subject, 'generator') * generatorLoss(game, fake),
    }
    const claims: Claim[] = []
    for (const name of given(names, subject)) {
      const scores = name === 'generator_loss' ? { fake } : { real, fake }
      claims.push({
        claimed: await lossOf(subject, name, scores),
        expected: expected[name],
        tolerance: lossRoundoff(subject, expected[name], ...Object.values(scores)),
        at: { function: name, ...scores },
      })
    }
    return judge(claims)
  },
  violators: {
    'logarithms are taken of a rounded sigmoid': {
      discriminator_loss: fromSigmoids((p) => Math.log(p)),
      generator_loss: lossFrom(
        ({ fake }) => -meanOf(fake.map((s) => Math.log(Math.fround(1 - sigmoid(-s))))),
      ),
    },
    'a floor is added under the logarithm': { discriminator_loss: fromSigmoids((p) => Math.log(p + 1e-8)) },
    'logits are cut off at 50': {
      discriminator_loss: lossFrom(
        ({ real, fake }) =>
          meanOf(real.map((s) => softplus(-Math.max(-50, s)))) +
          meanOf(fake.map((s) => softplus(Math.min(50, s)))),
      ),
    },
    'exponentials overflow': {
      generator_loss: lossFrom(({ fake }) =>
        meanOf(fake.map((s) => Math.log(1 + Math.fround(Math.exp(-s))))),
      ),
    },
  },
})

/** A batch of far scores, one after another from a place of its own. */
function farScores(subject: Subject, random: Random): number[] {
  const [start] = random.integers(1, far.length)
  return Array.from({ length: batchOf(subject) }, (_, n) => far[(start + n) % far.length])
}

function fromSigmoids(log: (p: number) => number) {
  return lossFrom(({ real, fake }) => {
    const logD = (s: number) => log(Math.fround(sigmoid(s)))
    return -meanOf(real.map(logD)) - meanOf(fake.map((s) => log(Math.fround(1 - Math.fround(sigmoid(s))))))
  })
}
