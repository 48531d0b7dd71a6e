import type { Random } from '../../data/random.ts'
import type { Subject } from '../../subjects/subject.ts'
import { lossOf, meanOf } from '../adversarial/calls.ts'
import { batchOf, type Draw, draws, gridded, randomOf } from '../adversarial/cases.ts'
import { given, whyNothing } from '../adversarial/shapes.ts'
import { exchanged, lossFrom, lossTo } from '../adversarial/violators.ts'
import type { Residual } from '../law.ts'
import { worst } from '../measure.ts'
import { judge } from '../vae/diagnosis.ts'
import { sumRoundoff } from '../vae/roundoff.ts'
import { signOf, wganLaw } from './define.ts'

/** Scores of a critic, which have no scale of their own, on a grid that float32 holds. */
const drawScores = (subject: Subject, random: Random): number[] =>
  Array.from(random.normal(batchOf(subject)), (s) => gridded(8 * s + 3))

const roundoff = (subject: Subject, ...scores: readonly (readonly number[])[]): number =>
  sumRoundoff(subject, scores[0].length, 1 + scores.reduce((sum, all) => sum + meanOf(all.map(Math.abs)), 0))

export const criticLossIsDeclared = wganLaw<Draw>({
  name: 'wgan/critic-loss',
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
        tolerance: roundoff(subject, real, fake),
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
    'the scores go through a sigmoid': { critic_loss: ofSigmoids() },
  },
})

export const generatorLossIsDeclared = wganLaw<Draw>({
  name: 'wgan/generator-loss',
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
        tolerance: roundoff(subject, fake),
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

/** Exact symmetries of a difference of means, by either sign: no scale and no origin of scores is special. */
export const lossesAreEquivariant = wganLaw<Draw>({
  name: 'wgan/losses-are-equivariant',
  statement:
    'critic_loss is the same for all scores raised by c, and times s for all scores times s; generator_loss falls by c, or rises where critic_sign is real_low',
  source: 'the dual of the earth mover distance (Arjovsky et al. 2017, eq. 2) is linear in the critic',
  needs: [],
  exempts: (subject) => whyNothing(['critic_loss', 'generator_loss'], subject),
  cases: draws,
  runs: 6,
  async residual(subject, draw) {
    const random = randomOf(draw)
    const scores = {
      real: drawScores(subject, random.split('real')),
      fake: drawScores(subject, random.split('fake')),
    }
    const found: Residual[] = []
    for (const name of given(['critic_loss', 'generator_loss'], subject)) {
      const fed = name === 'critic_loss' ? scores : { fake: scores.fake }
      found.push(...(await departures(subject, name, fed)))
    }
    return worst(found)
  },
  violators: {
    'the scores go through a sigmoid': { critic_loss: ofSigmoids() },
    'a margin is taken of the scores': {
      critic_loss: lossFrom(
        ({ real, fake }) =>
          meanOf(real.map((s) => Math.max(0, 1 - s))) + meanOf(fake.map((s) => Math.max(0, 1 + s))),
      ),
    },
    'the loss is squared': { critic_loss: lossTo((loss) => loss * loss) },
    'the generator loss has the opposite sign': { generator_loss: lossTo((loss) => -loss) },
    'scores drift toward 0': {
      critic_loss: lossFrom(
        ({ real, fake }) => meanOf(fake) - meanOf(real) + 1e-3 * meanOf(real.map((s) => s * s)),
      ),
    },
  },
})

const [raise, stretch] = [16, -2]

async function departures(
  subject: Subject,
  name: string,
  scores: Readonly<Record<string, number[]>>,
): Promise<Residual[]> {
  const mapped = (change: (s: number) => number) =>
    Object.fromEntries(Object.entries(scores).map(([input, all]) => [input, all.map(change)]))
  const [raised, stretched] = [mapped((s) => s + raise), mapped((s) => s * stretch)]
  const before = await lossOf(subject, name, scores)
  const shift = name === 'critic_loss' ? 0 : -signOf(subject) * raise
  const tolerance = 2 * roundoff(subject, ...Object.values(raised), ...Object.values(stretched))
  return [
    {
      error: Math.abs((await lossOf(subject, name, raised)) - before - shift),
      tolerance,
      at: { function: name, raised: raise },
    },
    {
      error: Math.abs((await lossOf(subject, name, stretched)) - stretch * before),
      tolerance,
      at: { function: name, times: stretch },
    },
  ]
}

function ofSigmoids() {
  const sigmoid = (s: number) => 1 / (1 + Math.exp(-s))
  return lossFrom(({ real, fake }) => meanOf(fake.map(sigmoid)) - meanOf(real.map(sigmoid)))
}
