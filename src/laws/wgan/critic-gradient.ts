import { size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import { callRows, scalars } from '../calls.ts'
import { beside, pulledBack, uncertainties } from '../pullback.ts'
import { norm, type Rows } from '../rows.ts'
import { unitRoundoff } from '../tolerances.ts'
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

/** The norm of the critic's gradient at each point: exact where it can be had, else by differences, in float64 if may be. */
export async function gradientNorms(subject: Subject, points: Rows): Promise<Norm[]> {
  const oracle = subject.precise ?? subject
  const found = (await exactSlopes(oracle, points)) ?? (await differences(oracle, points))
  return found.map(({ slopes, uncertainties }) => {
    const length = norm(slopes)
    return { norm: length, uncertainty: norm(uncertainties) + networkRoundoff(subject, 1 + length) }
  })
}

/** The slope of the score by every feature of a point, and how far each may be off. */
interface Slopes {
  readonly slopes: Float64Array
  readonly uncertainties: Float64Array
}

async function exactSlopes(subject: Subject, points: Rows): Promise<Slopes[] | undefined> {
  const places = points.flatMap((point) => beside(point, (x) => Math.max(1, Math.abs(x))))
  const rows = places.map((at) => ({ at, cotangent: [1] }))
  const found = await pulledBack(subject, { name: 'critic', input: 'x', output: 'score' }, rows)
  return (
    found &&
    points.map((_, n) => ({
      slopes: Float64Array.from(found[3 * n]),
      uncertainties: Float64Array.from(uncertainties(found.slice(3 * n, 3 * n + 3))),
    }))
  )
}

async function differences(subject: Subject, points: Rows): Promise<Slopes[]> {
  const found: Slopes[] = []
  for (const point of points) found.push(await differencesAt(subject, point))
  return found
}

/**
 * A central difference is off by no more than half of what the two one-sided ones differ by, be it for curvature or for a
 * kink; to this comes rounding.
 */
async function differencesAt(subject: Subject, point: Float64Array): Promise<Slopes> {
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
