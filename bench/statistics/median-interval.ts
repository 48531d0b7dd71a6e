import type { Interval } from '../../src/statistics/bootstrap.ts'

const confidence = 0.95

/**
 * Where the median of what the numbers are drawn from lies, with a probability of at least 95 % whatever their
 * distribution: between two of them in order, as far from either end (David & Nagaraja 2003, section 7.1). Each falls
 * below the median with probability 1/2, so the k-th is beyond it with that of fewer than k heads in as many throws.
 * Null where they are fewer than six: all of them together are then less sure than that.
 */
export function medianInterval(numbers: readonly number[]): Interval | null {
  const { length } = numbers
  const sorted = numbers.toSorted((a, b) => a - b)
  let fromEnd = -1
  let outside = 0
  let chance = 2 ** -length // of exactly as many heads
  for (let heads = 0; heads < length / 2; heads++) {
    outside += 2 * chance
    if (outside > 1 - confidence) break
    fromEnd = heads
    chance *= (length - heads) / (heads + 1)
  }
  return fromEnd < 0 ? null : [sorted[fromEnd], sorted[length - 1 - fromEnd]]
}
