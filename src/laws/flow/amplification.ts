import { seededRandom } from '../../data/random.ts'
import type { Subject } from '../../subjects/subject.ts'
import { flowTolerances, unitRoundoff } from '../tolerances.ts'
import type { FlowMap, Mapped, Row, Rows } from './maps.ts'
import { room, type Side, spaceOf } from './spaces.ts'

const probes = 4
const steps = { float32: 2 ** -8, float64: 2 ** -20 } as const

/**
 * How far each output moves, to first order, for one unit of relative change in the inputs: the most of four probes
 *
 *   |f(x + h s m) - f(x)| / h      s random signs, m the sizes of the changes, [N][D]
 *
 * taken in float64 where the subject has a twin. It is |J| m in the mean square: the condition of the map, for any D.
 */
export async function amplification(
  subject: Subject,
  map: FlowMap,
  side: Side,
  at: Rows,
  changes: Rows,
): Promise<Mapped> {
  const oracle = subject.precise ?? subject
  const random = seededRandom(1)
  const step = steps[oracle.precision]
  const space = spaceOf(subject, side)
  const shares = at.map((row, n) =>
    share(
      row.map((x) => room(space, x)),
      changes[n],
    ),
  )
  const base = await map(oracle, at)
  let most: Mapped = { value: base.value.map((row) => row.map(() => 0)), logDet: base.logDet.map(() => 0) }
  for (let probe = 0; probe < probes; probe++) {
    const moved = at.map((row, n) => {
      const signs = random.uniform(row.length)
      return row.map((x, j) => x + (signs[j] < 0.5 ? -step : step) * shares[n] * changes[n][j])
    })
    const there = await map(oracle, moved)
    const slope = (n: number, a: number, b: number) => Math.abs(a - b) / (step * shares[n])
    most = {
      value: most.value.map((row, n) =>
        row.map((best, i) => Math.max(best, slope(n, there.value[n][i], base.value[n][i]))),
      ),
      logDet: most.logDet.map((best, n) => Math.max(best, slope(n, there.logDet[n], base.logDet[n]))),
    }
  }
  return most
}

/** The part of the changes that stays inside the space. */
const share = (rooms: Row, changes: Row): number => Math.min(1, ...rooms.map((most, j) => most / changes[j]))

/** The size of a sample's coordinates to rounding: their own, and that of the constants they meet, which is about 1. */
export const sizes = (rows: Rows): Rows => rows.map((row) => row.map((cell) => Math.abs(cell) + 1))

/** What rounding may make of a result whose inputs' unit change is amplified so. */
export const roundoff = (subject: Subject, amplified: number): number =>
  flowTolerances.roundings * unitRoundoff[subject.precision] * amplified
