import fc from 'fast-check'
import { type Random, seededRandom } from '../../data/random.ts'
import { cells } from '../../engines/value.ts'
import { size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import type { RowsOf } from '../calls.ts'
import type { Rows } from '../rows.ts'
import { latentSize, sampleShape } from './calls.ts'
import { noises } from './family.ts'
import { writeSpread } from './spread.ts'

/** Names a batch: what it is made of is drawn from the seed, so that it can be replayed. */
export interface Draw {
  readonly seed: number
}

export const draws = (): fc.Arbitrary<Draw> => fc.record({ seed: fc.nat(2 ** 31 - 1) })

export const randomOf = ({ seed }: Draw): Random => seededRandom(seed)

/** How many samples a law tries at once: what the subject takes, or six. */
export const batchOf = (subject: Subject): number => subject.batch ?? 6

export const isBernoulli = ({ conventions }: Subject): boolean =>
  conventions.likelihood === 'bernoulli_logits' || conventions.likelihood === 'bernoulli'

export const isCategorical = ({ conventions }: Subject): boolean =>
  conventions.likelihood === 'categorical_logits'

/** Of a categorical x, how many symbols there are: the length of its last axis. */
export const symbolsOf = (subject: Subject): number => sampleShape(subject)?.at(-1) ?? 1

/** Standard normal rows, in numbers that float32 holds exactly. */
export const normals = (random: Random, count: number, width: number, scale = 1): Rows =>
  Array.from({ length: count }, () => random.normal(width).map((draw) => Math.fround(scale * draw)))

/**
 * Samples of x: the subject's own data, blurred, where it has any; standard normal ones otherwise. For a Bernoulli
 * likelihood they lie in [0, 1], every other one black and white; for a categorical one they are one-hot.
 */
export function samples(subject: Subject, random: Random, count: number): Rows {
  const width = size(sampleShape(subject) ?? [])
  if (isCategorical(subject)) return strings(subject, random, count, width)
  return Array.from({ length: count }, (_, n) => {
    const noise = isBernoulli(subject) ? random.uniform(width) : random.normal(width)
    const near = subject.data ? beside(subject, random, noise) : noise
    return near.map((cell) => (isBernoulli(subject) && n % 2 === 0 ? Math.round(cell) : Math.fround(cell)))
  })
}

/** Strings of symbols drawn at random, one-hot; where there are data every other one is theirs. */
function strings(subject: Subject, random: Random, count: number, width: number): Rows {
  const symbols = symbolsOf(subject)
  return Array.from({ length: count }, (_, n) => {
    const { data } = subject
    if (data && n % 2 === 0) {
      const start = width * random.integers(1, data.shape[0])[0]
      return Float64Array.from(cells(data).subarray(start, start + width))
    }
    const drawn = random.integers(width / symbols, symbols)
    return new Float64Array(width).map((_, i) => (drawn[Math.floor(i / symbols)] === i % symbols ? 1 : 0))
  })
}

function beside(subject: Subject, random: Random, noise: Float64Array): Float64Array {
  const { data } = subject
  if (!data) return noise
  const start = noise.length * random.integers(1, data.shape[0])[0]
  const row = cells(data).subarray(start, start + noise.length)
  return noise.map((draw, i) => (isBernoulli(subject) ? 0.9 * row[i] + 0.1 * draw : row[i] + 0.3 * draw))
}

export interface Posterior {
  readonly mean: Rows
  readonly spread: Rows
}

/** Means and spreads around the prior's, so many deviations away; log variances stay within 6 of 0. */
export function posteriors(subject: Subject, random: Random, count: number, far = [1, 1]): Posterior {
  const width = latentSize(subject)
  const logs = normals(random, count, width, far[1]).map((row) =>
    row.map((l) => Math.max(-6, Math.min(6, l))),
  )
  return {
    mean: normals(random, count, width, far[0]),
    spread: logs.map((row) => writeSpread(subject, row)),
  }
}

/** Ordinary inputs of any function of the contract, by name. */
export function inputsOf(subject: Subject, name: string, random: Random, count: number): RowsOf {
  const { mean, spread } = posteriors(subject, random, count)
  return Object.fromEntries(
    Object.entries(subject.functions[name].inputs).map(([input, shape]) => {
      if (input === 'x') return [input, samples(subject, random, count)]
      if (input === 'mean') return [input, mean]
      if (input === 'spread') return [input, spread]
      return [input, noises(subject, random, count, size(shape))]
    }),
  )
}
