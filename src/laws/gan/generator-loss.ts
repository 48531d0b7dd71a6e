import { lossOf, meanOf } from '../adversarial/calls.ts'
import { randomOf } from '../adversarial/cases.ts'
import { lossFrom, lossTo } from '../adversarial/violators.ts'
import { judge } from '../diagnosis.ts'
import { sigmoid } from '../logistic.ts'
import type { Alteration } from '../violators.ts'
import { ganLaw } from './define.ts'
import { gameOf, games, generatorLoss, lossNameOf, scoreOf, weightOf, whyUnknown } from './losses.ts'
import { mistakenGenerator } from './mistakes.ts'
import { drawScores, lossRoundoff, type Spanned, spans } from './scalars.ts'

export const generatorLossIsDeclared = ganLaw<Spanned>({
  name: 'gan/generator-loss',
  nature: 'definition',
  statement:
    'generator_loss is the declared loss of the generated scores: mean log(1 - D(fake)), -mean log D(fake), -mean fake, or mean (fake - 1)^2',
  source: 'Goodfellow et al. 2014, eq. 1 and section 3; Miyato et al. 2018, eq. 17; Mao et al. 2017, eq. 2',
  needs: ['generator_loss'],
  exempts: whyUnknown,
  cases: spans,
  runs: 8,
  async residual(subject, draw) {
    const fake = drawScores(subject, randomOf(draw), draw.span)
    const whole = generatorLoss(gameOf(subject), fake)
    return judge([
      {
        claimed: await lossOf(subject, 'generator_loss', { fake }),
        expected: weightOf(subject, 'generator') * whole,
        tolerance: lossRoundoff(subject, whole, fake),
        mistakes: mistakenGenerator(subject, fake),
        at: { fake },
      },
    ])
  },
  violators: {
    'the loss is the saturating one, or the other': { generator_loss: saturated() },
    'a margin is taken of the generated scores': { generator_loss: marginOfFake() },
    'the loss has the opposite sign': { generator_loss: lossTo((loss) => -loss) },
    'the loss is a sum over the batch': { generator_loss: lossTo((loss, samples) => loss * samples) },
    'a sigmoid is taken twice': {
      generator_loss: lossFrom(({ fake }, right) => generatorLoss(gameOf(right), fake.map(sigmoid))),
    },
  },
})

/** The saturating loss, mean log(1 - D); the other where that is declared. */
export function saturated(): Alteration {
  return lossFrom(({ fake }, right) => {
    const other = lossNameOf(right) === 'minimax' ? 'non_saturating' : 'minimax'
    return generatorLoss(games[other][scoreOf(right)], fake)
  })
}

/** The mistake of the catalogue: beyond the margin the generator has no gradient. */
export function marginOfFake(): Alteration {
  return lossFrom(({ fake }) => meanOf(fake.map((s) => Math.max(0, 1 - s))))
}
