import type { Subject } from '../../subjects/subject.ts'
import { callRows } from '../calls.ts'
import { mapCells } from '../violators.ts'
import { latentSize } from './calls.ts'
import { type Draw, draws, posteriors, randomOf } from './cases.ts'
import { vaeLaw } from './define.ts'
import { familyOf, noises, scaleOf } from './family.ts'
import { klRoundoff, klRows } from './kl.ts'
import { logVariances } from './spread.ts'
import { changed, misfed } from './violators.ts'

/** Draws of eps, and standard errors allowed: with so many a right subject is wronged once in some 10^8 cases. */
const count = 4096
const errors = 6

export const klMonteCarlo = vaeLaw<Draw>({
  name: 'vae/kl-monte-carlo',
  nature: 'expectation',
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
    const eps = noises(subject, random, count, latentSize(subject))
    const inputs = { mean: repeated(mean[0]), spread: repeated(spread[0]), eps }
    const { z } = await callRows(subject, 'reparameterize', inputs)
    const ratios = z.map((row) => logRatio(subject, row, mean[0], logs))
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

/** log q(z) - log N(z; 0, I) of the q that the moments declare, wherever z came from. */
function logRatio(subject: Subject, z: Float64Array, mean: Float64Array, logs: Float64Array): number {
  const { logNoise } = familyOf(subject)
  return z.reduce((sum, cell, j) => {
    const scale = scaleOf(subject, logs[j])
    const logPrior = -(cell ** 2 + Math.log(2 * Math.PI)) / 2
    return sum + logNoise((cell - mean[j]) / scale) - Math.log(scale) - logPrior
  }, 0)
}
