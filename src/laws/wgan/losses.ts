import { lossOf, meanOf } from '../adversarial/calls.ts'
import { type Draw, draws, randomOf } from '../adversarial/cases.ts'
import { exchanged, lossFrom, lossTo } from '../adversarial/violators.ts'
import { judge } from '../diagnosis.ts'
import { signOf, wganLaw } from './define.ts'
import { drawScores, lossRoundoff } from './scores.ts'
import { ofSigmoids } from './violators.ts'

export const criticLossIsDeclared = wganLaw<Draw>({
  name: 'wgan/critic-loss',
  nature: 'definition',
  statement: 'critic_loss = mean fake - mean real, or its negative where critic_sign is real_low',
  source: 'Arjovsky et al. 2017, algorithm 1, where the critic climbs mean real - mean fake',
  needs: ['critic_loss'],
  cases: draws,
  runs: 8,
  async residual(subject, draw) {
    const random = randomOf(draw)
    const [real, fake] = ['real', 'fake'].map((name) => drawScores(subject, random.split(name)))
    const expected = signOf(subject) * (meanOf(fake) - meanOf(real))
    const softplus = (s: number) => Math.log1p(Math.exp(s))
    return judge([
      {
        claimed: await lossOf(subject, 'critic_loss', { real, fake }),
        expected,
        tolerance: lossRoundoff(subject, real, fake),
        mistakes: {
          'the loss has the opposite sign, as if the critic scored the other samples high': -expected,
          'the loss is a sum over the batch, not a mean': real.length * expected,
          'the loss is the cross-entropy of a GAN':
            meanOf(real.map((s) => softplus(-s))) + meanOf(fake.map(softplus)),
          'the loss is the size of the difference': Math.abs(expected),
        },
        at: { real, fake },
      },
    ])
  },
  violators: {
    'real and fake are exchanged': { critic_loss: exchanged('critic_loss', 'real', 'fake') },
    'the loss is a sum over the batch': { critic_loss: lossTo((loss, samples) => loss * samples) },
    'the loss is the size of the difference': {
      critic_loss: lossFrom(({ real, fake }) => Math.abs(meanOf(fake) - meanOf(real)) + 1e-3),
    },
    'the scores go through a sigmoid': { critic_loss: ofSigmoids },
  },
})

export const generatorLossIsDeclared = wganLaw<Draw>({
  name: 'wgan/generator-loss',
  nature: 'definition',
  statement: 'generator_loss = -mean fake, or mean fake where critic_sign is real_low',
  source: 'Arjovsky et al. 2017, algorithm 1',
  needs: ['generator_loss'],
  cases: draws,
  runs: 8,
  async residual(subject, draw) {
    const fake = drawScores(subject, randomOf(draw))
    const expected = -signOf(subject) * meanOf(fake)
    return judge([
      {
        claimed: await lossOf(subject, 'generator_loss', { fake }),
        expected,
        tolerance: lossRoundoff(subject, fake),
        mistakes: {
          'the loss has the opposite sign, as if the critic scored the other samples high': -expected,
          'the loss is a sum over the batch, not a mean': fake.length * expected,
          'the loss is -mean log sigma of a GAN': meanOf(fake.map((s) => Math.log1p(Math.exp(-s)))),
        },
        at: { fake },
      },
    ])
  },
  violators: {
    'the loss has the opposite sign': { generator_loss: lossTo((loss) => -loss) },
    'the loss is a sum over the batch': { generator_loss: lossTo((loss, samples) => loss * samples) },
    'a margin is taken of the scores': {
      generator_loss: lossFrom(({ fake }) => meanOf(fake.map((s) => Math.max(0, 1 - s)))),
    },
  },
})
