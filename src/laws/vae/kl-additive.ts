import type { Subject } from '../../subjects/subject.ts'
import { judge } from '../diagnosis.ts'
import { latentSize } from './calls.ts'
import { batchOf, type Draw, draws, type Posterior, posteriors, randomOf } from './cases.ts'
import { vaeLaw } from './define.ts'
import { leastKl } from './family.ts'
import { klRoundoff, klRows, logRows } from './kl.ts'
import { notationOf } from './spread.ts'
import { changed } from './violators.ts'

/** The most groups that the latents are taken apart into. */
const mostGroups = 16

export const klAdditive = vaeLaw<Draw>({
  name: 'vae/kl-additive',
  nature: 'identity',
  statement: 'kl is the sum of what each group of latents gives alone, the others at the prior',
  source: 'the chain rule of relative entropy, for independent latents (Cover & Thomas, theorem 2.5.3)',
  needs: ['kl'],
  exempts: (subject) => (latentSize(subject) < 2 ? 'its code has one latent' : undefined),
  cases: draws,
  runs: 5,
  async residual(subject, draw) {
    const random = randomOf(draw)
    const posterior = posteriors(subject, random, batchOf(subject))
    const width = latentSize(subject)
    const groups = Math.min(width, mostGroups)
    const order = random.permutation(width)
    // At the prior's moments a latent adds the least there is: 0 for a Gaussian.
    const sums = new Float64Array(posterior.mean.length).fill((1 - groups) * width * leastKl(subject))
    for (let group = 0; group < groups; group++) {
      const alone = kept(subject, posterior, (j) => order[j] % groups === group)
      for (const [n, kl] of (await klRows(subject, alone)).entries()) sums[n] += kl
    }
    const logs = logRows(subject, posterior.spread)
    const whole = await klRows(subject, posterior)
    return judge(
      whole.map((claimed, n) => ({
        claimed,
        expected: sums[n],
        tolerance: (groups + 1) * klRoundoff(subject, posterior.mean[n], logs[n]),
        at: { mean: Array.from(posterior.mean[n]), spread: Array.from(posterior.spread[n]) },
      })),
    )
  },
  violators: {
    'free bits hold it above 1, undeclared': { kl: changed('kl', (kl) => Math.max(kl, 1)) },
    'its root is taken': { kl: changed('kl', (kl) => Math.sqrt(Math.abs(kl))) },
    'it is clipped at 2': { kl: changed('kl', (kl) => Math.min(kl, 2)) },
    'a latent too many is counted, at log variance -1': { kl: changed('kl', (kl) => kl + 1 / (2 * Math.E)) },
  },
})

/** Every latent but the chosen ones put to the prior. */
function kept(subject: Subject, { mean, spread }: Posterior, isKept: (j: number) => boolean): Posterior {
  const prior = notationOf(subject).write(0)
  return {
    mean: mean.map((row) => row.map((m, j) => (isKept(j) ? m : 0))),
    spread: spread.map((row) => row.map((s, j) => (isKept(j) ? s : prior))),
  }
}
