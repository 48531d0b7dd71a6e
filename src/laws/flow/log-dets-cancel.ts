import fc from 'fast-check'
import type { Subject } from '../../subjects/subject.ts'
import type { Law, Residual } from '../law.ts'
import { worst } from '../measure.ts'
import { departure } from './amplification.ts'
import { pointsOn } from './cases.ts'
import { flowLaw } from './flow-law.ts'
import type { Rows } from './maps.ts'
import { cachedInverse, changed, sumEverywhere } from './mistakes.ts'
import { lost, roundTrip } from './round-trip.ts'
import type { Side } from './spaces.ts'

export const logDetsCancel: Law = flowLaw<Readonly<Record<Side, Rows>>>({
  name: 'flow/log-dets-cancel',
  nature: 'identity',
  statement:
    'log|det dz/dx| + log|det dx/dz| = 0 at z = z(x), and at x = x(z) of a z that nothing has computed',
  source:
    'the inverse function theorem; Dinh et al. 2017, eqs. 7-8; the cache: facebookincubator/flowtorch PR#100',
  uses: { to_latent: ['z', 'log_det'], to_data: ['x', 'log_det'] },
  cases: (subject) =>
    fc.record({
      data: pointsOn('data')(subject).map(({ points }) => points),
      latent: pointsOn('latent')(subject).map(({ points }) => points),
    }),
  runs: 5,
  residual: async (subject, { data, latent }) =>
    worst([...(await sums(subject, 'data', data)), ...(await sums(subject, 'latent', latent))]),
  violators: {
    'log_det of to_data has the sign of to_latent': { to_data: changed('log_det', (cell) => -cell) },
    'a cache hides a log_det of the wrong sign': cachedInverse(changed('log_det', (cell) => -cell)),
    'log_det of to_data is off by a hundredth': { to_data: changed('log_det', (cell) => 1.01 * cell) },
    'log_det of to_latent is left at 0': { to_latent: changed('log_det', () => 0) },
    'log_det of to_data is a sum over the batch': { to_data: sumEverywhere('log_det') },
  },
})

/** The sum of both log-determinants, sample by sample, starting from one side. */
async function sums(subject: Subject, from: Side, points: Rows): Promise<Residual[]> {
  const { there, back, isLost, logDetTolerance } = await roundTrip(subject, from, points)
  return points.map((point, n) => {
    if (isLost[n]) return lost
    const error = Math.abs(there.logDet[n] + back.logDet[n])
    const size = point.length + Math.abs(there.logDet[n])
    return departure(error, logDetTolerance[n], size, { [from === 'data' ? 'x' : 'z']: [point] })
  })
}
