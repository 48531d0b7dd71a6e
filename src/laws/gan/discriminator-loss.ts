import { lossOf } from '../adversarial/calls.ts'
import { randomOf } from '../adversarial/cases.ts'
import { exchanged, lossFrom, lossTo } from '../adversarial/violators.ts'
import { judge } from '../diagnosis.ts'
import { sigmoid } from '../logistic.ts'
import { ganLaw } from './define.ts'
import { discriminatorLoss, gameOf, weightOf, whyUnknown } from './losses.ts'
import { mistakenDiscriminator } from './mistakes.ts'
import { drawScores, lossRoundoff, type Spanned, spans } from './scalars.ts'
import { lossOfTerms } from './violators.ts'

export const discriminatorLossIsDeclared = ganLaw<Spanned>({
  name: 'gan/discriminator-loss',
  nature: 'definition',
  statement:
    'discriminator_loss is the declared loss of the scores: -mean log D(real) - mean log(1 - D(fake)), or its margins or squares; half of it where declared',
  source:
    'Goodfellow et al. 2014, eq. 1, negated; Lim & Ye 2017 and Miyato et al. 2018, eq. 16; Mao et al. 2017, eq. 2',
  needs: ['discriminator_loss'],
  exempts: whyUnknown,
  cases: spans,
  runs: 8,
  async residual(subject, draw) {
    const random = randomOf(draw)
    const real = drawScores(subject, random.split('real'), draw.span)
    const fake = drawScores(subject, random.split('fake'), draw.span)
    const whole = discriminatorLoss(gameOf(subject), real, fake)
    return judge([
      {
        claimed: await lossOf(subject, 'discriminator_loss', { real, fake }),
        expected: weightOf(subject, 'discriminator') * whole,
        tolerance: lossRoundoff(subject, whole, real, fake),
        mistakes: mistakenDiscriminator(subject, real, fake),
        at: { real, fake },
      },
    ])
  },
  violators: {
    'real and fake are exchanged': { discriminator_loss: exchanged('discriminator_loss', 'real', 'fake') },
    'a sigmoid is taken twice': { discriminator_loss: sigmoidTwice() },
    'the loss is a sum over the batch': { discriminator_loss: lossTo((loss, samples) => loss * samples) },
    'the discriminator descends the value function': { discriminator_loss: lossTo((loss) => -loss) },
    'the two means are averaged, or not': {
      discriminator_loss: lossFrom(
        ({ real, fake }, right) =>
          (0.5 / weightOf(right, 'discriminator')) * discriminatorLoss(gameOf(right), real, fake),
      ),
    },
    'labels are smoothed to 0.9': {
      discriminator_loss: lossFrom(({ real, fake }, right) => {
        const game = gameOf(right)
        const weight = weightOf(right, 'discriminator')
        return (
          weight * (0.9 * discriminatorLoss(game, real, fake) + 0.1 * discriminatorLoss(game, fake, fake))
        )
      }),
    },
  },
})

export function sigmoidTwice() {
  return lossOfTerms(({ real, fake }) => [real.map(sigmoid), fake.map(sigmoid)])
}
