import { seededRandom } from '../data/random.ts'
import { cells, value } from '../engines/value.ts'
import { size } from '../ops/shape.ts'
import type { Subject } from '../subjects/subject.ts'
import { unitRoundoff } from './tolerances.ts'

type Row = ArrayLike<number>

/** A function of the subject, one of its inputs, and one of its outputs. */
export interface Through {
  readonly name: string
  readonly input: string
  readonly output: string
}

/** A sample, and the cotangent of what the function makes of it. */
export interface Pulled {
  readonly at: Row
  readonly cotangent: Row
}

/** The most rows of one call. */
const largestBatch = 256

/**
 * Cotangents pulled back to a function's only input, sample by sample, [N][D]; undefined where the subject has no
 * derivatives. In batches of a size that the subject takes, the last filled up with repeats.
 */
export async function pulledBack(
  subject: Subject,
  { name, input, output }: Through,
  rows: readonly Pulled[],
): Promise<number[][] | undefined> {
  const sample = subject.functions[name].inputs[input]
  const batch = subject.batch ?? Math.min(largestBatch, rows.length)
  const found: number[][] = []
  for (let start = 0; start < rows.length; start += batch) {
    const part = Array.from({ length: batch }, (_, n) => rows[Math.min(start + n, rows.length - 1)])
    const fed = flat(part.map(({ at }) => at))
    const cotangents = flat(part.map(({ cotangent }) => cotangent))
    const pulled = await subject.pullback?.(
      name,
      { [input]: value(fed, [batch, ...sample]) },
      { [output]: value(cotangents, [batch, cotangents.length / batch]) },
    )
    if (!pulled) return undefined
    found.push(...split(cells(pulled[input]), size(sample)))
  }
  return found.slice(0, rows.length)
}

const flat = (rows: readonly Row[]): Float64Array => Float64Array.from(rows.flatMap((row) => Array.from(row)))

const split = (all: ArrayLike<number>, width: number): number[][] =>
  Array.from({ length: all.length / width }, (_, n) =>
    Array.from({ length: width }, (_, i) => all[n * width + i]),
  )

/** How far beside a point a kink is looked for, in units of what a coordinate has room for. */
const reach = 2 ** -20

/** The point, and the places ahead of it and behind it along a direction of random signs. */
export function beside(point: Row, room: (x: number) => number): number[][] {
  const signs = seededRandom(1).integers(point.length, 2)
  const moved = (by: number) => Array.from(point, (x, j) => x + by * (2 * signs[j] - 1) * reach * room(x))
  return [moved(0), moved(1), moved(-1)]
}

/** Roundings that slopes may have gathered on their way through a network. */
const roundings = 32

/**
 * How far exact slopes at a point may be off for a subject that rounds: by what they bend within a rounding's reach,
 * s(x + h) - 2 s(x) + s(x - h), which is next to nothing on a smooth function, and at a kink the jump between two slopes
 * that are both right there.
 */
export function uncertainties([here, ahead, behind]: readonly Row[]): number[] {
  const length = Array.from(here).reduce((sum, slope) => sum + Math.abs(slope), 0)
  return Array.from(
    here,
    (slope, i) => Math.abs(ahead[i] - 2 * slope + behind[i]) + roundings * unitRoundoff.float64 * length,
  )
}
