import fc from 'fast-check'
import type { Residual } from '../law.ts'
import { inconclusive, worst } from '../measure.ts'
import { meanRow, type Rows, squaredNorm, subtract } from '../rows.ts'
import { autoencoderLaw } from './define.ts'
import { exemptUntrained, type Trained, trained, whyDegenerate } from './trained.ts'
import { allRows, spoiled } from './violators.ts'
import { deadCoordinate } from './wrong-maps.ts'

export const explainedVariance = autoencoderLaw<null>({
  name: 'autoencoder/explained-variance',
  nature: 'optimum',
  statement:
    "1 - var(x' - x) / var(x), and var(x') / var(x), are the leading eigenvalues' part of all eigenvalues",
  source: 'Jolliffe 2002, section 6.1.1',
  needs: ['encode', 'decode'],
  exempts: exemptUntrained,
  cases: () => fc.constant(null),
  runs: 1,
  async residual(subject) {
    const measured = await trained(subject)
    const reason = whyDegenerate(measured)
    return reason ? inconclusive(reason) : departure(measured, subject.conventions.centred !== false)
  },
  violators: [
    deadCoordinate,
    spoiled(
      'reconstructions are drawn a fifth toward their mean',
      'decode',
      allRows((rows) => {
        const mean = meanRow(rows)
        return rows.map((row) => row.map((cell, i) => mean[i] + 0.8 * (cell - mean[i])))
      }),
    ),
  ],
})

/**
 * An error `slack` above the optimum moves var(x' - x) by at most as much, and the square root of var(x') by at most
 * the square root of it.
 */
function departure({ x, reconstructions, truth, best, slack, carry }: Trained, centred: boolean): Residual {
  const explained = truth.total - best
  const ratio = explained / truth.total
  const left = variation(
    x.map((row, n) => subtract(reconstructions[n], row)),
    centred,
  )
  const kept = variation(reconstructions, centred)
  const rounding = (of: number) => 2 * Math.sqrt(of) * carry + carry ** 2
  const residual = (measured: number, tolerance: number): Residual => ({
    error: Math.abs(measured - ratio),
    tolerance: tolerance / truth.total,
    at: { measured, expected: ratio },
  })
  return worst([
    residual(1 - left / truth.total, slack + rounding(best)),
    residual(kept / truth.total, 2 * Math.sqrt(explained * slack) + slack + rounding(explained)),
  ])
}

/** The variance over the rows, summed over the features; around the origin where not centred. */
function variation(rows: Rows, centred: boolean): number {
  const mean = centred ? meanRow(rows) : new Float64Array(rows[0].length)
  return rows.reduce((sum, row) => sum + squaredNorm(subtract(row, mean)), 0) / rows.length
}
