import type { Rows } from '../../laws/rows.ts'

/** The probability from which on a class is called confident. */
export const certainty = 0.9

/** The class of the greatest probability. */
export const likeliest = (verdict: Float64Array): number => verdict.indexOf(Math.max(...verdict))

/** The share of verdicts, p(class | image) each, of which something holds. */
export const shareOf = (verdicts: Rows, holds: (verdict: Float64Array, at: number) => boolean): number =>
  verdicts.filter(holds).length / verdicts.length

/** The share of images that have a class with at least the probability that is called certainty. */
export const confidentShare = (verdicts: Rows): number =>
  shareOf(verdicts, (verdict) => Math.max(...verdict) >= certainty)

/** How many images are taken for each class. */
export function countsOf(verdicts: Rows): number[] {
  const counts = Array<number>(verdicts[0].length).fill(0)
  for (const verdict of verdicts) counts[likeliest(verdict)]++
  return counts
}

/** Of a distribution over classes, given by counts, in nats; the logarithm of their number where all are as common. */
export function entropy(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts
    .filter((count) => count > 0)
    .reduce((sum, count) => sum - (count / total) * Math.log(count / total), 0)
}
