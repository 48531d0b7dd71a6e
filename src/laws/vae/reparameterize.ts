import type { Subject } from '../../subjects/subject.ts'
import { callRows } from '../calls.ts'
import { type Claim, judge } from '../diagnosis.ts'
import { unitRoundoff } from '../tolerances.ts'
import { combineCells, mapCells } from '../violators.ts'
import { latentSize } from './calls.ts'
import { batchOf, type Draw, draws, posteriors, randomOf } from './cases.ts'
import { vaeLaw } from './define.ts'
import { familyOf, klOf, noises, scaleOf } from './family.ts'
import { klRoundoff, klRows } from './kl.ts'
import { logVariances, misreadings } from './spread.ts'
import { changed, misfed } from './violators.ts'

/** Roundings of one product and one sum, with an exp good to four units. */
const roundings = 8

export const reparameterizeLaw = vaeLaw<Draw>({
  name: 'vae/reparameterize',
  nature: 'definition',
  statement:
    'z = mean + sigma eps, so that eps = 0 gives the mean, and z has the variance that the spread states; sigma / sqrt 2 for a Laplace eps',
  source: 'Kingma & Welling 2014, section 2.4',
  needs: ['reparameterize'],
  cases: draws,
  runs: 8,
  async residual(subject, draw) {
    const random = randomOf(draw)
    const { mean, spread } = posteriors(subject, random, batchOf(subject))
    const eps = noises(subject, random, mean.length, latentSize(subject))
    if (draw.seed % 4 === 0) for (const row of eps) row.fill(0)
    const { z } = await callRows(subject, 'reparameterize', { mean, spread, eps })
    return judge(z.flatMap((row, n) => claimsOf(subject, row, mean[n], spread[n], eps[n])))
  },
  violators: {
    'eps is scaled by 0.01': {
      reparameterize: misfed('reparameterize', 'eps', (eps) => mapCells(eps, (draw) => 0.01 * draw)),
    },
    'the variance multiplies eps': {
      reparameterize: async ({ z }, { mean, spread }, right) => {
        const ones = mapCells(mean, () => 1)
        const unit = await right.call('reparameterize', { mean, spread, eps: ones })
        const sigma = combineCells(unit.z, mean, (a, b) => a - b)
        const noise = combineCells(z, mean, (a, b) => a - b)
        return {
          z: combineCells(
            combineCells(noise, sigma, (a, b) => a * b),
            mean,
            (a, b) => a + b,
          ),
        }
      },
    },
    'eps is left out': {
      reparameterize: misfed('reparameterize', 'eps', (eps) => mapCells(eps, () => 0)),
    },
    'the mean is left out': {
      reparameterize: misfed('reparameterize', 'mean', (mean) => mapCells(mean, () => 0)),
    },
  },
})

function claimsOf(
  subject: Subject,
  z: Float64Array,
  mean: Float64Array,
  spread: Float64Array,
  eps: Float64Array,
): Claim[] {
  const logs = logVariances(subject, spread)
  const misread = Object.entries(misreadings(subject, spread))
  return Array.from(z, (claimed, j) => {
    const sigma = Math.exp(logs[j] / 2)
    const noise = scaleOf(subject, logs[j]) * eps[j]
    const size = Math.abs(mean[j]) + Math.abs(noise) * (1 + Math.abs(logs[j]))
    const mistakes = {
      'eps is scaled by 0.01': mean[j] + noise / 100,
      'eps is left out: z is the mean': mean[j],
      'the mean is left out': noise,
      ...(familyOf(subject).noiseVariance === 1
        ? {}
        : {
            "sigma multiplies eps, of variance 2: a Laplace's scale is sigma / sqrt 2":
              mean[j] + sigma * eps[j],
          }),
      'eps is multiplied by the variance, not by sigma': mean[j] + Math.exp(logs[j]) * eps[j],
      ...Object.fromEntries(misread.map(([name, as]) => [name, mean[j] + scaleOf(subject, as[j]) * eps[j]])),
    }
    const tolerance = roundings * unitRoundoff[subject.precision] * size
    return {
      claimed,
      expected: mean[j] + noise,
      tolerance,
      mistakes,
      at: { mean: mean[j], spread: spread[j], eps: eps[j] },
    }
  })
}

export const sameVariance = vaeLaw<Draw>({
  name: 'vae/variance-of-samples',
  nature: 'statistics',
  statement: 'kl is that of the distribution that reparameterize draws from: mean z(0), scale z(1) - z(0)',
  source: 'one q in both terms of the bound; it holds whatever the spread is called',
  needs: ['kl', 'reparameterize'],
  cases: draws,
  runs: 6,
  async residual(subject, draw) {
    const posterior = posteriors(subject, randomOf(draw), batchOf(subject))
    const eps = (to: number) => posterior.mean.map((row) => new Float64Array(row.length).fill(to))
    const { z: centre } = await callRows(subject, 'reparameterize', { ...posterior, eps: eps(0) })
    const { z: edge } = await callRows(subject, 'reparameterize', { ...posterior, eps: eps(1) })
    const kls = await klRows(subject, posterior)
    const deviations = Math.sqrt(familyOf(subject).noiseVariance)
    return judge(
      kls.map((claimed, n) => {
        const sigma = edge[n].map((cell, j) => deviations * Math.abs(cell - centre[n][j]))
        const logs = sigma.map((s) => 2 * Math.log(s))
        const carry = sigma.reduce((sum, s, j) => sum + Math.abs(s - 1 / s) * (Math.abs(centre[n][j]) + s), 0)
        const tolerance =
          klRoundoff(subject, centre[n], logs) + roundings * unitRoundoff[subject.precision] * carry
        return {
          claimed,
          expected: klOf(subject, centre[n], logs),
          tolerance,
          at: { spread: Array.from(posterior.spread[n]) },
        }
      }),
    )
  },
  violators: {
    'eps is scaled by 0.5': {
      reparameterize: misfed('reparameterize', 'eps', (eps) => mapCells(eps, (draw) => draw / 2)),
    },
    'kl is doubled': { kl: changed('kl', (kl) => 2 * kl) },
    'kl is told of twice the mean': { kl: misfed('kl', 'mean', (mean) => mapCells(mean, (m) => 2 * m)) },
  },
})
