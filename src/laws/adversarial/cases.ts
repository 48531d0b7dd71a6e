import fc from 'fast-check'
import { type Random, seededRandom } from '../../data/random.ts'
import { size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import type { RowsOf } from '../calls.ts'
import type { Rows } from '../rows.ts'

/** Names a batch: what it is made of is drawn from the seed, so that it can be replayed. */
export interface Draw {
  readonly seed: number
}

export const draws = (): fc.Arbitrary<Draw> => fc.record({ seed: fc.noShrink(fc.nat(2 ** 31 - 1)) })

export const randomOf = ({ seed }: Draw): Random => seededRandom(seed)

/** How many samples a law tries at once: what the subject takes, or four. */
export const batchOf = (subject: Subject): number => subject.batch ?? 4

/** Why a law of several samples does not apply. */
export const whyAlone = ({ batch }: Subject): string | undefined =>
  batch === 1 ? 'its batch size is fixed at 1' : undefined

/** The middle of the cell of width 1/64 that a number lies in: float32 holds it, and it is no kink of a loss. */
export const gridded = (x: number): number => (Math.floor(64 * x) + 0.5) / 64

const isScore = ({ conventions }: Subject, name: string): boolean =>
  name.endsWith('_loss') && conventions.score === 'probability'

/** Normal inputs of a function on that grid, [N][...]; alpha, and scores that are probabilities, are uniform on (0, 1). */
export function inputsOf(
  subject: Subject,
  name: string,
  random: Random,
  count = batchOf(subject),
  scale = 1,
): RowsOf {
  const rows = (input: string, width: number): Rows =>
    Array.from({ length: count }, () =>
      input === 'alpha' || isScore(subject, name)
        ? random.uniform(width).map(gridded)
        : random.normal(width).map((x) => gridded(scale * x)),
    )
  return Object.fromEntries(
    Object.entries(subject.functions[name].inputs).map(([input, shape]) => [input, rows(input, size(shape))]),
  )
}

/** A list of numbers as a batch of one number a sample. */
export const asRows = (numbers: readonly number[]): Rows => numbers.map((each) => Float64Array.of(each))
