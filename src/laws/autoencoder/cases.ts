import fc from 'fast-check'
import { type Random, seededRandom } from '../../data/random.ts'
import type { Value } from '../../engines/engine.ts'
import { cells } from '../../engines/value.ts'
import { size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import type { Rows } from '../rows.ts'
import { sampleShape } from './calls.ts'

/** Names a batch of samples: what it is made of is drawn from the seed, so that it can be replayed. */
export interface Draw {
  readonly seed: number
}

export const draws: fc.Arbitrary<Draw> = fc.record({ seed: fc.nat(2 ** 31 - 1) })

/** How many samples a law tries at once: what the subject takes, or four. */
export const batchOf = (subject: Subject): number => subject.batch ?? 4

/** Samples around the subject's own data where it has any, and standard normal ones otherwise. */
export const drawSamples = (subject: Subject, random: Random, count: number): Rows =>
  drawNear(subject.data, size(sampleShape(subject)), random, count)

/** Rows of `width` numbers, standard normal, or near those of the data where there are any. */
export const drawNear = (data: Value | undefined, width: number, random: Random, count: number): Rows =>
  Array.from({ length: count }, () => {
    const noise = random.normal(width)
    if (!data) return noise
    const start = width * random.integers(1, data.shape[0])[0]
    const row = cells(data).subarray(start, start + width)
    return noise.map((draw, i) => row[i] + 0.3 * draw)
  })

export const samplesOf = (subject: Subject, { seed }: Draw, count = batchOf(subject)): Rows =>
  drawSamples(subject, seededRandom(seed), count)
