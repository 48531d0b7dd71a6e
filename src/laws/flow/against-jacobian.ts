import type { Subject } from '../../subjects/subject.ts'
import type { Residual } from '../law.ts'
import { inconclusive, worst } from '../measure.ts'
import { flowTolerances } from '../tolerances.ts'
import { amplification, roundoff, sizes } from './amplification.ts'
import { named } from './diagnosis.ts'
import { affordable, jacobian, type LogDet, largestJacobian, logAbsDet } from './jacobian.ts'
import { dimension, type FlowMap, type Row, type Rows } from './maps.ts'
import type { Side } from './spaces.ts'

export const tooLarge = (subject: Subject): string | undefined =>
  dimension(subject) > largestJacobian
    ? `a Jacobian of ${dimension(subject)} coordinates is too large; the most are ${largestJacobian}`
    : undefined

/** log_det of a map against its Jacobian by differences, sample by sample. */
export async function againstJacobian(
  subject: Subject,
  map: FlowMap,
  side: Side,
  points: Rows,
): Promise<Residual> {
  const { logDet } = await map(subject, points)
  const { logDet: sensitivity } = await amplification(subject, map, side, points, sizes(points))
  const count = Math.min(points.length, affordable(subject))
  const truths: number[] = []
  const residuals: Residual[] = []
  for (let n = 0; n < count; n++) {
    const truth = logAbsDet(await jacobian(subject, map, side, points[n]))
    truths.push(truth.value)
    residuals.push(
      judged(logDet[n], truth, points[n], side, roundoffOf(subject, points[n], logDet[n], sensitivity[n])),
    )
  }
  return named(worst(residuals), residuals, logDet, {
    'log_det has the sign of the other direction': truths.map((truth) => -truth),
    'log_det is a mean over the coordinates': truths.map((truth) => truth / points[0].length),
    'log_det is 0': truths.map(() => 0),
  })
}

const roundoffOf = (subject: Subject, at: Row, logDet: number, sensitivity: number): number =>
  roundoff(subject, at.length + Math.abs(logDet) + sensitivity)

/** A singular Jacobian bounds the log-determinant from above: a claim well over that is wrong. */
function judged(claimed: number, truth: LogDet, point: Row, side: Side, rounding: number): Residual {
  const at = { [side === 'data' ? 'x' : 'z']: [point] }
  if (truth.isSingular) {
    const excess = claimed - truth.value
    return excess <= truth.uncertainty
      ? inconclusive('the Jacobian is singular, as far as differences can tell')
      : { error: excess, tolerance: truth.uncertainty, at }
  }
  if (truth.uncertainty > flowTolerances.largestLogDetUncertainty) {
    return inconclusive('differences do not settle: a kink, or a map too rough for them')
  }
  return { error: Math.abs(claimed - truth.value), tolerance: truth.uncertainty + rounding, at }
}
