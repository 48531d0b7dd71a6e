import type { Random } from '../../data/random.ts'
import { lossOf, meanOf } from '../adversarial/calls.ts'
import { batchOf, type Draw, draws, gridded, randomOf } from '../adversarial/cases.ts'
import { exchanged, lossFrom, lossTo } from '../adversarial/violators.ts'
import type { Residual } from '../law.ts'
import { worst } from '../measure.ts'
import { signOf, wganLaw } from './define.ts'
import { lossRoundoff } from './scores.ts'
import { ofSigmoids } from './violators.ts'

/** Points on the line, in their order, and the slopes of a critic between them, -1 to 1; it is 0 at the first. */
function criticOn(points: readonly number[], slopes: readonly number[]): (x: number) => number {
  const heights = [0]
  points.slice(1).forEach((x, i) => {
    heights.push(heights[i] + slopes[i] * (x - points[i]))
  })
  return (x) => heights[points.indexOf(x)]
}

/** How far mass travels in the mean where each sample goes to the one of its own rank. */
const distanceOf = (real: readonly number[], fake: readonly number[]): number => {
  const [a, b] = [real, fake].map((of) => of.toSorted((x, y) => x - y))
  return meanOf(a.map((x, i) => Math.abs(x - b[i])))
}

export const lossIsTransportOnTheLine = wganLaw<Draw>({
  name: 'wgan/transport-on-the-line',
  nature: 'expectation',
  statement:
    'for samples on the line the critic whose slope is the sign of F_fake - F_real has critic_loss -W1, W1 = mean |real - fake| of the sorted samples; no other critic of slopes up to 1 has less',
  source: 'Arjovsky et al. 2017, eq. 2: the Kantorovich-Rubinstein duality, solved in one dimension',
  needs: ['critic_loss'],
  cases: draws,
  runs: 4,
  async residual(subject, draw) {
    const random = randomOf(draw)
    const drawn = (name: string, centre: number) =>
      Array.from(random.split(name).normal(batchOf(subject)), (x) => gridded(2 * x + centre))
    const [real, fake] = [drawn('real', 1), drawn('fake', 0)]
    const points = [...new Set([...real, ...fake])].sort((a, b) => a - b)
    const sign = signOf(subject)
    const lossBy = (slopes: readonly number[]) => {
      const critic = criticOn(points, slopes)
      const [ofReal, ofFake] = [real, fake].map((of) => of.map((x) => sign * critic(x)))
      return lossOf(subject, 'critic_loss', { real: ofReal, fake: ofFake })
    }
    const distance = distanceOf(real, fake)
    const best = await lossBy(bestSlopes(points, real, fake))
    const tolerance = lossRoundoff(subject, points)
    const found: Residual[] = [
      { error: Math.abs(best + distance), tolerance, at: { real, fake, claimed: best, expected: -distance } },
    ]
    for (const other of ['one', 'another']) {
      const loss = await lossBy(otherSlopes(points, random.split(other)))
      found.push({ error: Math.max(0, -distance - loss), tolerance, at: { real, fake, other: loss } })
    }
    return worst(found)
  },
  violators: {
    'real and fake are exchanged': { critic_loss: exchanged('critic_loss', 'real', 'fake') },
    'the loss is a sum over the batch': { critic_loss: lossTo((loss, samples) => loss * samples) },
    'the scores go through a sigmoid': { critic_loss: ofSigmoids },
    'the loss is the size of the difference': {
      critic_loss: lossFrom(({ real, fake }) => Math.abs(meanOf(fake) - meanOf(real))),
    },
  },
})

/** Where more of the generated samples than of the real ones lie below, mass must go up: real ones score higher there. */
const bestSlopes = (points: readonly number[], real: readonly number[], fake: readonly number[]) =>
  points.slice(0, -1).map((x) => {
    const below = (of: readonly number[]) => of.filter((each) => each <= x).length
    return Math.sign(below(fake) - below(real))
  })

const otherSlopes = (points: readonly number[], random: Random): number[] =>
  Array.from(random.uniform(points.length), (u) => 2 * u - 1)
