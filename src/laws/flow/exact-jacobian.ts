import { seededRandom } from '../../data/random.ts'
import { cells, value } from '../../engines/value.ts'
import type { Subject } from '../../subjects/subject.ts'
import { flowTolerances, unitRoundoff } from '../tolerances.ts'
import type { Jacobian } from './jacobian.ts'
import type { Row, Rows } from './maps.ts'
import { room, type Side, type Space, spaceOf } from './spaces.ts'

/** Each side's function, what it takes and what it gives. */
const maps = {
  data: { name: 'to_latent', input: 'x', output: 'z' },
  latent: { name: 'to_data', input: 'z', output: 'x' },
} as const

/** How far beside a point a kink is looked for, in units of |x|, or of 1. */
const reach = 2 ** -20

/** The most rows of one call. */
const largestBatch = 256

/**
 * The Jacobians of a map at some points, from the subject's own derivatives; undefined where it has none. An entry is off
 * by what it bends within a rounding's reach, J(x + h) - 2 J(x) + J(x - h): next to nothing on a smooth map, and at a
 * kink the jump between the two slopes that are right there.
 */
export async function exactJacobians(
  subject: Subject,
  side: Side,
  points: Rows,
): Promise<Jacobian[] | undefined> {
  const space = spaceOf(subject, side)
  const places = points.flatMap((point) => beside(point, space))
  const found = await matrices(subject, side, places)
  return found && points.map((_, n) => settled(found.slice(3 * n, 3 * n + 3)))
}

/** The point, and the places ahead and behind along a direction of random signs. */
function beside(point: Row, space: Space): Row[] {
  const signs = seededRandom(1).integers(point.length, 2)
  const moved = (by: number) => point.map((x, j) => x + by * (2 * signs[j] - 1) * reach * room(space, x))
  return [point, moved(1), moved(-1)]
}

function settled([here, ahead, behind]: readonly number[][][]): Jacobian {
  const rounding = flowTolerances.differenceRoundings * unitRoundoff.float64
  const uncertainty = here.map((row, i) => {
    const size = row.reduce((sum, slope) => sum + Math.abs(slope), 0)
    return row.map((slope, j) => Math.abs(ahead[i][j] - 2 * slope + behind[i][j]) + rounding * size)
  })
  return { matrix: here, uncertainty }
}

/** Jacobians [i][j]: row i is the pullback of unit i. Every place is fed once for each of its rows. */
async function matrices(subject: Subject, side: Side, places: Rows): Promise<number[][][] | undefined> {
  const dim = places[0].length
  const pairs = places.flatMap((at) => at.map((_, i) => ({ at, unit: i })))
  const rows: number[][] = []
  for (let start = 0; start < pairs.length; ) {
    const batch = subject.batch ?? Math.min(largestBatch, pairs.length)
    const part = Array.from({ length: batch }, (_, n) => pairs[Math.min(start + n, pairs.length - 1)])
    const pulled = await pullback(subject, side, part)
    if (!pulled) return undefined
    rows.push(...pulled.slice(0, pairs.length - start))
    start += batch
  }
  return places.map((_, n) => rows.slice(n * dim, (n + 1) * dim))
}

async function pullback(
  subject: Subject,
  side: Side,
  pairs: readonly { readonly at: Row; readonly unit: number }[],
): Promise<number[][] | undefined> {
  const { name, input, output } = maps[side]
  const sample = subject.functions[name].inputs[input]
  const shape = [pairs.length, ...sample]
  const dim = pairs[0].at.length
  const units = new Float64Array(pairs.length * dim)
  pairs.forEach(({ unit }, n) => {
    units[n * dim + unit] = 1
  })
  const inputs = { [input]: value(Float64Array.from(pairs.flatMap(({ at }) => at)), shape) }
  const pulled = await subject.pullback?.(name, inputs, { [output]: value(units, [pairs.length, dim]) })
  if (!pulled) return undefined
  const flat = cells(pulled[input])
  return pairs.map((_, n) => Array.from(flat.subarray(n * dim, (n + 1) * dim)))
}
