import type { Subject } from '../../subjects/subject.ts'
import { lossOf, meanOf } from '../adversarial/calls.ts'
import { type Draw, draws, randomOf } from '../adversarial/cases.ts'
import { given, whyNothing } from '../adversarial/shapes.ts'
import { lossFrom, lossTo } from '../adversarial/violators.ts'
import type { Residual } from '../law.ts'
import { worst } from '../measure.ts'
import { signOf, wganLaw } from './define.ts'
import { drawScores, lossRoundoff } from './scores.ts'
import { ofSigmoids } from './violators.ts'

/** Exact symmetries of a difference of means, by either sign: no scale and no origin of scores is special. */
export const lossesAreEquivariant = wganLaw<Draw>({
  name: 'wgan/losses-are-equivariant',
  nature: 'identity',
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
    'the scores go through a sigmoid': { critic_loss: ofSigmoids },
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
  const tolerance = 2 * lossRoundoff(subject, ...Object.values(raised), ...Object.values(stretched))
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
