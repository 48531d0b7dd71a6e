import fc from 'fast-check'
import type { Subject } from '../../subjects/subject.ts'
import { rowsOf } from '../violators.ts'
import { dimension, type Row, type Rows } from './maps.ts'
import { inside, type Side, type Space, spaceOf } from './spaces.ts'

/** Samples of data or latent, [N][D]. */
export interface Points {
  readonly points: Rows
}

/** How many samples a case holds; a subject gets them in batches that it takes. */
export const caseSize = 16

/** Numbers that float32 holds exactly, so that a float32 engine and its float64 twin are asked the same. */
const ordinary: Readonly<Record<Space, fc.Arbitrary<number>>> = {
  real: fc.integer({ min: -3 * 4096, max: 3 * 4096 }).map((k) => k / 4096),
  unit: fc.integer({ min: -1792, max: 1792 }).map((k) => 0.5 + k / 4096),
  positive: fc.integer({ min: -3072, max: 3072 }).map((k) => Math.fround(2 ** (k / 1024))),
}

/** As far out as data plausibly come: a raw pixel is 255, and data that nobody standardised reach a thousand. */
const far: Readonly<Record<Space, fc.Arbitrary<number>>> = {
  real: fc
    .integer({ min: -1000, max: 1000 })
    .map((k) => Math.fround(Math.sign(k) * 1000 ** (Math.abs(k) / 1000))),
  unit: fc.integer({ min: -10, max: 10 }).map((k) => (k < 0 ? 2 ** (k - 1) : 1 - 2 ** (-k - 1))),
  positive: fc.integer({ min: -1000, max: 1000 }).map((k) => Math.fround(1000 ** (k / 1000))),
}

/** What a prior may draw, at eight deviations. */
const farLatent: Readonly<Record<Space, fc.Arbitrary<number>>> = {
  ...far,
  real: fc.integer({ min: -8 * 1024, max: 8 * 1024 }).map((k) => k / 1024),
}

/** Ordinary samples; around half of them the subject's own data, where it has any and data are asked for. */
export function pointsOn(side: Side): (subject: Subject) => fc.Arbitrary<Points> {
  return (subject) => {
    const space = spaceOf(subject, side)
    const row = rowOf(ordinary[space], dimension(subject))
    const data = side === 'data' && subject.data ? rowsOf(subject.data) : []
    const known = data.map((sample) => sample.map((cell) => Math.fround(inside(space, cell))))
    return batchesOf(known.length > 0 ? fc.oneof(row, fc.constantFrom(...known)) : row)
  }
}

export function farPointsOn(side: Side): (subject: Subject) => fc.Arbitrary<Points> {
  const entries = side === 'data' ? far : farLatent
  return (subject) => batchesOf(rowOf(entries[spaceOf(subject, side)], dimension(subject)))
}

const rowOf = (entry: fc.Arbitrary<number>, dim: number): fc.Arbitrary<Row> =>
  fc.array(entry, { minLength: dim, maxLength: dim })

function batchesOf(row: fc.Arbitrary<Row>): fc.Arbitrary<Points> {
  return fc.array(row, { minLength: caseSize, maxLength: caseSize }).map((points) => ({ points }))
}

/** Names a random draw, which a smaller seed would not make any simpler. */
export const seeds: fc.Arbitrary<number> = fc.noShrink(fc.nat(2 ** 31 - 1))
