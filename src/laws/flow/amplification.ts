import { seededRandom } from '../../data/random.ts'
import type { Subject } from '../../subjects/subject.ts'
import type { Residual } from '../law.ts'
import { inconclusive } from '../measure.ts'
import { flowTolerances, unitRoundoff } from '../tolerances.ts'
import type { FlowMap, Mapped, Row, Rows } from './maps.ts'
import { room, type Side, type Space, spaceOf } from './spaces.ts'

const probes = 4
const steps = { float32: 2 ** -8, float64: 2 ** -20 } as const

/**
 * How far each output moves, to first order, for one unit of relative change in the inputs: the most of four probes
 *
 *   |f(x + h s m) - f(x)| / h      s signs, m the sizes of the changes, [N][D]
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
  const step = steps[oracle.precision]
  const space = spaceOf(subject, side)
  const shares = at.map((row, n) => share(row, changes[n], space))
  // Each probe is the whole batch over again: a subject that mixes its samples is to gain nothing by another batch.
  const base = await map(oracle, at)
  const moved: Mapped[] = []
  for (const sign of signsOf(at[0].length)) {
    const rows = at.map((row, n) => row.map((x, j) => x + step * shares[n] * sign[j] * changes[n][j]))
    moved.push(await map(oracle, rows))
  }
  const most = (n: number, of: (mapped: Mapped) => number) =>
    Math.max(...moved.map((there) => Math.abs(of(there) - of(base)))) / (step * shares[n])
  return {
    value: base.value.map((row, n) => row.map((_, i) => most(n, ({ value }) => value[n][i]))),
    logDet: base.logDet.map((_, n) => most(n, ({ logDet }) => logDet[n])),
  }
}

/**
 * Signs [probe][j]: within every eight coordinates the Walsh functions 1 to 4, so that no two of them cancel in every
 * probe; from eight to eight a random sign.
 */
function signsOf(dim: number): Rows {
  const random = seededRandom(1)
  return Array.from({ length: probes }, (_, probe) => {
    const turns = random.uniform(Math.ceil(dim / 8))
    return Array.from({ length: dim }, (_, j) => {
      const shared = (probe + 1) & j & 7
      const parity = (shared ^ (shared >> 1) ^ (shared >> 2)) & 1
      return (parity === 1) === turns[j >> 3] < 0.5 ? 1 : -1
    })
  })
}

/** A distance of which a probe's step is still sixteen roundings of 1. */
export function probeGrain(subject: Subject): number {
  const { precision } = subject.precise ?? subject
  return (16 * unitRoundoff[precision]) / steps[precision]
}

/** The part of the changes that stays inside the space. */
const share = (row: Row, changes: Row, space: Space): number =>
  Math.min(1, ...row.map((x, j) => room(space, x) / changes[j]))

/** The size of a sample's coordinates to rounding: their own, and that of the constants they meet, which is about 1. */
export const sizes = (rows: Rows): Rows => rows.map((row) => row.map((cell) => Math.abs(cell) + 1))

/** What rounding may make of a result whose inputs' unit change is amplified so. */
export const roundoff = (subject: Subject, amplified: number): number =>
  flowTolerances.roundings * unitRoundoff[subject.precision] * amplified

/** A departure from a value of some size. It says nothing where rounding alone might carry it by a tenth of that. */
export function departure(error: number, tolerance: number, size: number, at: unknown): Residual {
  const isDrowned = tolerance > flowTolerances.largestRounding * size && error <= tolerance
  return isDrowned ? inconclusive('rounding drowns what the law would see') : { error, tolerance, at }
}
