import fc from 'fast-check'
import type { Residual } from '../law.ts'
import { inconclusive } from '../measure.ts'
import { squaredNorm, subtract } from '../rows.ts'
import { autoencoderLaw } from './define.ts'
import { exemptUntrained, relativeSlack, type Trained, trained, whyUndetermined } from './trained.ts'
import { eachCell, spoiled, withoutBias } from './violators.ts'
import { deadCoordinate, lookedUp } from './wrong-maps.ts'

export const pcaOptimum = autoencoderLaw<null>({
  name: 'autoencoder/pca-optimum',
  nature: 'optimum',
  statement:
    'the mean squared error on its data is the sum of the discarded eigenvalues, at most 1 in 1000 above',
  source: 'Baldi & Hornik 1989, fact 4; Eckart & Young 1936',
  needs: ['encode', 'decode'],
  exempts: exemptUntrained,
  cases: () => fc.constant(null),
  runs: 1,
  async residual(subject) {
    const measured = await trained(subject)
    const reason = whyUndetermined(measured)
    return reason ? inconclusive(reason) : departure(measured)
  },
  violators: [
    deadCoordinate,
    withoutBias('decode'),
    spoiled(
      'reconstructions are shrunk by a tenth',
      'decode',
      eachCell((x) => 0.9 * x),
    ),
    lookedUp,
  ],
})

/** The mean over samples of the sum over features of the squared error. */
export const meanSquaredError = ({ x, reconstructions }: Trained): number =>
  x.reduce((sum, row, n) => sum + squaredNorm(subtract(reconstructions[n], row)), 0) / x.length

/** No map through K dimensions does better, and a nonlinear one that does is no linear autoencoder. */
function departure(measured: Trained): Residual {
  const { best, carry } = measured
  const error = meanSquaredError(measured)
  const arithmetic = (2 * Math.sqrt(best) * carry + carry ** 2) / best
  const at = { 'mean squared error': error, optimum: best }
  if (error < best) return { error: (best - error) / best, tolerance: arithmetic, at }
  return { error: (error - best) / best, tolerance: relativeSlack + arithmetic, at }
}
