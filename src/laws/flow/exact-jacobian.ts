import type { Subject } from '../../subjects/subject.ts'
import { beside, pulledBack, uncertainties } from '../pullback.ts'
import type { Jacobian } from './jacobian.ts'
import type { Rows } from './maps.ts'
import { room, type Side, spaceOf } from './spaces.ts'

/** Each side's function, what it takes and what it gives. */
const maps = {
  data: { name: 'to_latent', input: 'x', output: 'z' },
  latent: { name: 'to_data', input: 'z', output: 'x' },
} as const

/**
 * The Jacobians of a map at some points, from the subject's own derivatives: row i is the pullback of unit i. Undefined
 * where it has none.
 */
export async function exactJacobians(
  subject: Subject,
  side: Side,
  points: Rows,
): Promise<Jacobian[] | undefined> {
  const space = spaceOf(subject, side)
  const places = points.flatMap((point) => beside(point, (x) => room(space, x)))
  const units = points[0].map((_, i) => points[0].map((_, j) => Number(i === j)))
  const rows = places.flatMap((at) => units.map((cotangent) => ({ at, cotangent })))
  const slopes = await pulledBack(subject, maps[side], rows)
  if (!slopes) return undefined
  const matrices = places.map((_, n) => slopes.slice(n * units.length, (n + 1) * units.length))
  return points.map((_, n) => {
    const [here, ahead, behind] = matrices.slice(3 * n, 3 * n + 3)
    return { matrix: here, uncertainty: here.map((row, i) => uncertainties([row, ahead[i], behind[i]])) }
  })
}
