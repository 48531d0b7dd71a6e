import type { Law } from '../law.ts'
import { worst } from '../measure.ts'
import { departure } from './amplification.ts'
import { type Points, pointsOn } from './cases.ts'
import { flowLaw } from './flow-law.ts'
import { changed, sumEverywhere } from './mistakes.ts'
import { lost, roundTrip } from './round-trip.ts'

export const logDetsCancel: Law = flowLaw<Points>({
  name: 'flow/log-dets-cancel',
  statement: 'log|det dz/dx| + log|det dx/dz| = 0 at z = z(x)',
  source: 'the inverse function theorem; Dinh et al. 2017, eqs. 7-8',
  uses: { to_latent: ['z', 'log_det'], to_data: ['log_det'] },
  cases: pointsOn('data'),
  runs: 10,
  async residual(subject, { points }) {
    const { there, back, isLost, logDetTolerance } = await roundTrip(subject, 'data', points)
    return worst(
      points.map((x, n) =>
        isLost[n]
          ? lost
          : departure(
              Math.abs(there.logDet[n] + back.logDet[n]),
              logDetTolerance[n],
              x.length + Math.abs(there.logDet[n]),
              { x: [x] },
            ),
      ),
    )
  },
  violators: {
    'log_det of to_data has the sign of to_latent': { to_data: changed('log_det', (cell) => -cell) },
    'log_det of to_data is off by a hundredth': { to_data: changed('log_det', (cell) => 1.01 * cell) },
    'log_det of to_latent is left at 0': { to_latent: changed('log_det', () => 0) },
    'log_det of to_data is a sum over the batch': { to_data: sumEverywhere('log_det') },
  },
})
