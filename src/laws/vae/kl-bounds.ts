import type { Residual } from '../law.ts'
import { worst } from '../measure.ts'
import { batchOf, type Draw, draws, posteriors, randomOf } from './cases.ts'
import { vaeLaw } from './define.ts'
import { klRoundoff, klRows, logRows } from './kl.ts'
import { changed, klFrom } from './violators.ts'

/** How far means and log variances lie from the prior's, by turns. */
const distances = [
  [0, 0.01],
  [0.01, 0.01],
  [0, 0.5],
  [0, 2],
  [0.1, 2],
  [2, 2],
]

export const klNeverNegative = vaeLaw<Draw>({
  name: 'vae/kl-never-negative',
  nature: 'identity',
  statement: 'kl >= 0, near the prior as far from it',
  source: 'Gibbs 1902; Kullback & Leibler 1951, lemma 3.1',
  needs: ['kl'],
  cases: draws,
  runs: 6,
  async residual(subject, draw) {
    const random = randomOf(draw)
    const found: Residual[] = []
    for (const far of distances) {
      const posterior = posteriors(subject, random, batchOf(subject), far)
      const logs = logRows(subject, posterior.spread)
      const kls = await klRows(subject, posterior)
      kls.forEach((kl, n) => {
        const mean = posterior.mean[n]
        found.push({
          error: kl < 0 ? -kl : kl - kl,
          tolerance: klRoundoff(subject, mean, logs[n]),
          at: { kl, mean: Array.from(mean), spread: Array.from(posterior.spread[n]) },
        })
      })
    }
    return worst(found)
  },
  violators: {
    'its sign is the other': { kl: changed('kl', (kl) => -kl) },
    'log variance has the wrong sign': klFrom((m, l) => (m * m + Math.exp(l) - 1 + l) / 2),
    'the log variance is doubled': klFrom((m, l) => (m * m + Math.exp(l) - 1 - 2 * l) / 2),
    'the variance is forgotten': klFrom((m, l) => (m * m - l) / 2),
  },
})
