import { size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import { norm, type Rows } from '../autoencoder/rows.ts'
import { unitRoundoff } from '../tolerances.ts'
import { callRows, scalars } from '../vae/calls.ts'
import { networkRoundoff } from '../vae/roundoff.ts'

/** The most features whose slopes are worth their calls. */
export const mostFeatures = 4096

export const featuresOf = ({ functions }: Subject): number => size(functions.critic?.inputs.x ?? [])

/** |grad f(x)| of one sample, and how far the true one may lie from it. */
export interface Norm {
  readonly norm: number
  readonly uncertainty: number
}

/** In float64 no kink of a network's ramps is likely to lie so near. */
const stepOf = ({ precision }: Subject): number => (precision === 'float64' ? 2 ** -20 : 2 ** -8)

/**
 * The norm of the critic's gradient at each point by central differences, in float64 where that can be had. A central
 * difference is off by no more than half of what the two one-sided ones differ by, be it for curvature or for a kink;
 * to this comes rounding, and what rounding makes of the subject's own gradient.
 */
export async function gradientNorms(subject: Subject, points: Rows): Promise<Norm[]> {
  const found: Norm[] = []
  for (const point of points) {
    const { slopes, uncertainties } = await differences(subject.precise ?? subject, point)
    const length = norm(slopes)
    found.push({ norm: length, uncertainty: norm(uncertainties) + networkRoundoff(subject, 1 + length) })
  }
  return found
}

/** The slope of the score by every feature of one point, and how far each may be off. */
async function differences(subject: Subject, point: Float64Array) {
  const step = stepOf(subject)
  const moved = (by: number) => Array.from(point, (x, i) => point.with(i, x + by))
  const scoresAt = async (x: Rows) => scalars((await callRows(subject, 'critic', { x })).score)
  const [[here], up, down] = [
    await scoresAt([point]),
    await scoresAt(moved(step)),
    await scoresAt(moved(-step)),
  ]
  const rounding = (32 * unitRoundoff[subject.precision] * (1 + Math.max(...up.map(Math.abs)))) / step
  return {
    slopes: Float64Array.from(up, (score, i) => (score - down[i]) / (2 * step)),
    uncertainties: Float64Array.from(
      up,
      (score, i) => Math.abs(score - 2 * here + down[i]) / (2 * step) + rounding,
    ),
  }
}
