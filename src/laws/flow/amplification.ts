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
  const moved = Array.from({ length: probes }, () =>
    at.map((row, n) => {
      const signs = random.uniform(row.length)
      return row.map((x, j) => x + (signs[j] < 0.5 ? -step : step) * shares[n] * changes[n][j])
    }),
  )
  const there = await map(oracle, moved.flat())
  const most = (n: number, before: number, after: (row: number) => number) => {
    const slopes = moved.map((_, probe) => Math.abs(after(probe * at.length + n) - before))
    return Math.max(...slopes) / (step * shares[n])
  }
  return {
    value: base.value.map((row, n) => row.map((cell, i) => most(n, cell, (probe) => there.value[probe][i]))),
    logDet: base.logDet.map((cell, n) => most(n, cell, (probe) => there.logDet[probe])),
  }
}

/** The part of the changes that stays inside the space. */
const share = (rooms: Row, changes: Row): number => Math.min(1, ...rooms.map((most, j) => most / changes[j]))

/** The size of a sample's coordinates to rounding: their own, and that of the constants they meet, which is about 1. */
export const sizes = (rows: Rows): Rows => rows.map((row) => row.map((cell) => Math.abs(cell) + 1))

/** What rounding may make of a result whose inputs' unit change is amplified so. */
export const roundoff = (subject: Subject, amplified: number): number =>
  flowTolerances.roundings * unitRoundoff[subject.precision] * amplified
