import { mapCells } from '../violators.ts'
import { callRows, latentSize } from './calls.ts'
import { type Draw, draws, normals, posteriors, randomOf } from './cases.ts'
import { vaeLaw } from './define.ts'
import { klRoundoff, klRows } from './kl.ts'
import { logVariances } from './spread.ts'
import { changed, misfed } from './violators.ts'

/** Draws of eps, and standard errors allowed: with so many a right subject is wronged once in some 10^8 cases. */
const count = 4096
const errors = 6

export const klMonteCarlo = vaeLaw<Draw>({
  name: 'vae/kl-monte-carlo',
  statement: `kl is the mean of log q(z) - log p(z) over ${count} z = reparameterize(mean, spread, eps), within ${errors} standard errors`,
  source: 'the definition of relative entropy; Kingma & Welling 2014, section 2.3',
  needs: ['kl', 'reparameterize'],
  cases: draws,
  runs: 4,
  async residual(subject, draw) {
    const random = randomOf(draw)
    const { mean, spread } = posteriors(subject, random, 1, [1, 0.7])
    const logs = logVariances(subject, spread[0])
    const repeated = <T>(row: T): T[] => Array.from({ length: count }, () => row)
    const eps = normals(random, count, latentSize(subject))
    const inputs = { mean: repeated(mean[0]), spread: repeated(spread[0]), eps }
    const { z } = await callRows(subject, 'reparameterize', inputs)
    const ratios = z.map((row) =>
      row.reduce(
        (sum, cell, j) => sum + (cell ** 2 - (cell - mean[0][j]) ** 2 * Math.exp(-logs[j]) - logs[j]) / 2,
        0,
      ),
    )
    const average = ratios.reduce((sum, ratio) => sum + ratio, 0) / count
    const variance = ratios.reduce((sum, ratio) => sum + (ratio - average) ** 2, 0) / (count - 1)
    const [kl] = await klRows(subject, { mean, spread })
    return {
      error: Math.abs(kl - average),
      tolerance: errors * Math.sqrt(variance / count) + 4 * klRoundoff(subject, mean[0], logs),
      at: { kl, average, mean: Array.from(mean[0]), spread: Array.from(spread[0]) },
    }
  },
  violators: {
    'eps is scaled by 0.01': {
      reparameterize: misfed('reparameterize', 'eps', (eps) => mapCells(eps, (draw) => 0.01 * draw)),
    },
    'eps is squashed into [-1, 1]': {
      reparameterize: misfed('reparameterize', 'eps', (eps) => mapCells(eps, (draw) => Math.tanh(draw))),
    },
    'the kl is halved': { kl: changed('kl', (kl) => kl / 2) },
    'z is shifted by 1': { reparameterize: changed('z', (z) => z + 1) },
  },
})
