import fc from 'fast-check'
import type { Subject } from '../../subjects/subject.ts'
import type { Law, Residual } from '../law.ts'
import { inconclusive } from '../measure.ts'
import { flowTolerances } from '../tolerances.ts'
import { flowLaw } from './flow-law.ts'
import { axesOf, densityGrid } from './grid.ts'
import { dimension } from './maps.ts'
import { changed, likelihood, normal, normalWithoutConstant, normalWithoutHalf } from './mistakes.ts'

/** Cells along an axis, finer and finer until two agree, by dimension. */
const levels: Readonly<Record<number, readonly number[]>> = {
  1: [256, 512, 1024, 2048, 4096],
  2: [64, 128, 256, 512],
}
/** A change from one level to the next that is no more than this part of the whole. */
const settled = 1e-3

export const upToTwoDimensions = (subject: Subject): string | undefined =>
  dimension(subject) in levels
    ? undefined
    : `quadrature is for 1 and 2 coordinates; the subject has ${dimension(subject)}`

/** The mass of the whole space is one case. It finds what scales the density by more than three thousandths. */
export const normalised: Law = flowLaw<string>({
  name: 'flow/normalised',
  nature: 'expectation',
  statement: 'the integral of exp(log_prob(x)) over all x is 1, by quadrature',
  source: 'log_prob is a density',
  uses: { log_prob: ['log_prob'] },
  exempts: upToTwoDimensions,
  cases: () => fc.constant('all of space'),
  runs: 1,
  async residual(subject) {
    const axes = await axesOf(subject)
    let total = Number.NaN
    let change = Number.POSITIVE_INFINITY
    for (const n of levels[dimension(subject)]) {
      const grid = await densityGrid(subject, axes, n)
      if (grid.undefinedAt) return { error: Number.NaN, tolerance: 0, at: { x: [grid.undefinedAt] } }
      change = Math.abs(grid.total - (Number.isNaN(total) ? Number.POSITIVE_INFINITY : total))
      total = grid.total
      if (change < settled * Math.max(1, total)) break
    }
    return judged(total, change)
  },
  violators: {
    'the constant log 2 pi is left out': { log_prob: likelihood(normalWithoutConstant, 1) },
    "the 1/2 before z^2 is left out, the slide's misprint": { log_prob: likelihood(normalWithoutHalf, 1) },
    'log_det is left out': { log_prob: likelihood(normal, 0) },
    'log_det is subtracted': { log_prob: likelihood(normal, -1) },
    'log_prob is a hundredth too high': { log_prob: changed('log_prob', (cell) => cell + 0.01) },
    'log_prob is divided by the dimension': { log_prob: changed('log_prob', (cell) => cell / 2) },
    'the prior is taken at x': { log_prob: likelihood(normal, 1, 'x') },
  },
})

function judged(total: number, change: number): Residual {
  const error = Math.abs(total - 1)
  const tolerance = flowTolerances.quadrature + 2 * change
  if (error <= tolerance && tolerance > flowTolerances.largestQuadratureUncertainty) {
    return inconclusive('the quadrature does not settle: the density is too rough for the grid')
  }
  return {
    error,
    tolerance: Number.isFinite(tolerance) ? tolerance : flowTolerances.quadrature,
    at: { total },
  }
}
