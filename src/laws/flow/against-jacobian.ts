import type { Subject } from '../../subjects/subject.ts'
import type { Residual } from '../law.ts'
import { inconclusive, ratio, worst } from '../measure.ts'
import { flowTolerances } from '../tolerances.ts'
import { amplification, roundoff, sizes } from './amplification.ts'
import { named } from './diagnosis.ts'
import { affordable, jacobians, type LogDet, largestJacobian, logAbsDet } from './jacobian.ts'
import { dimension, type FlowMap, type Rows } from './maps.ts'
import type { Side } from './spaces.ts'

export const tooLarge = (subject: Subject): string | undefined =>
  dimension(subject) > largestJacobian
    ? `a Jacobian of ${dimension(subject)} coordinates is too large; the most are ${largestJacobian}`
    : undefined

/** log|det| of a map's Jacobian at as many of the points as can be afforded. */
export async function truths(subject: Subject, map: FlowMap, side: Side, points: Rows): Promise<LogDet[]> {
  const found = await jacobians(subject, map, side, points.slice(0, affordable(subject)))
  return found.map(logAbsDet)
}

/** log_det of a map against its Jacobian by differences, sample by sample. */
export async function againstJacobian(
  subject: Subject,
  map: FlowMap,
  side: Side,
  points: Rows,
): Promise<Residual> {
  const { logDet } = await map(subject, points)
  const { logDet: sensitivity } = await amplification(subject, map, side, points, sizes(points))
  const known = await truths(subject, map, side, points)
  const input = side === 'data' ? 'x' : 'z'
  const residuals = known.map((truth, n) => {
    const rounding = roundoff(subject, points[n].length + Math.abs(logDet[n]) + sensitivity[n])
    return compared(logDet[n], truth, rounding, { [input]: [points[n]] })
  })
  const values = known.map(({ value }) => value)
  return named(overall(subject, residuals), residuals, logDet, {
    'log_det has the sign of the other direction': values.map((value) => -value),
    'log_det is a mean over the coordinates': values.map((value) => value / points[0].length),
    'log_det is 0': values.map(() => 0),
  })
}

/** A singular Jacobian bounds the log-determinant from above: a claim well over that is wrong. */
export function compared(claimed: number, truth: LogDet, rounding: number, at: unknown): Residual {
  const { value, uncertainty, isSingular } = truth
  const error = isSingular ? claimed - value : Math.abs(claimed - value)
  if (isSingular && error <= uncertainty) {
    return inconclusive('the Jacobian is singular, as far as differences can tell')
  }
  if (!isSingular && uncertainty + rounding > flowTolerances.largestLogDetUncertainty) {
    return inconclusive(
      'differences do not settle: a kink, or a map too rough for them, or for its precision',
    )
  }
  return { error, tolerance: uncertainty + rounding, at }
}

/** A quarter of a case's samples. */
const quarter = 4

/**
 * The worst sample, where a float64 twin is differentiated. In float32 the steps are long, and about one sample in a
 * thousand has kinks that conspire: there a quarter of the samples must fail.
 */
export function overall(subject: Subject, residuals: readonly Residual[]): Residual {
  if ((subject.precise ?? subject).precision === 'float64') return worst(residuals)
  const telling = residuals.filter((residual) => residual.inconclusive === undefined)
  if (telling.length < quarter) {
    return inconclusive(
      `differences in float32 settle at ${telling.length} samples; ${quarter} are the fewest`,
    )
  }
  return telling.toSorted((a, b) => ratio(b) - ratio(a))[Math.floor(telling.length / quarter)]
}
