/** What a detector says of cases: the greater, the more it takes one for a positive. */
export interface Scores {
  readonly negatives: ArrayLike<number>
  readonly positives: ArrayLike<number>
}

/**
 * The area under the receiver operating characteristic: how often a positive scores above a negative, of all pairs of
 * them, a tie counted as one half (Mann & Whitney 1947; Hanley & McNeil 1982). 1/2 for a detector that knows nothing.
 * NaN where a score is NaN. Throws a RangeError where either kind has no case.
 */
export function areaUnderRoc(scores: Scores): number {
  const sorted = sortedScores(scores)
  let below = 0
  for (const score of Array.from(scores.positives)) {
    if (Number.isNaN(score)) return Number.NaN
    below += (countBelow(sorted.negatives, score, false) + countBelow(sorted.negatives, score, true)) / 2
  }
  return Number.isNaN(sorted.negatives.at(-1))
    ? Number.NaN
    : below / (scores.negatives.length * scores.positives.length)
}

/**
 * The characteristic itself: for every threshold the share of negatives at or above it, and that of positives; from
 * [0, 0] to [1, 1]. Throws as `areaUnderRoc` does.
 */
export function rocCurve(scores: Scores): [number, number][] {
  const { negatives, positives } = sortedScores(scores)
  const thresholds = [...new Set([...negatives, ...positives])].sort((a, b) => b - a)
  const reached = (sorted: Float64Array, threshold: number) =>
    1 - countBelow(sorted, threshold, false) / sorted.length
  return [
    [0, 0],
    ...thresholds.map((at): [number, number] => [reached(negatives, at), reached(positives, at)]),
  ]
}

function sortedScores({ negatives, positives }: Scores) {
  if (negatives.length === 0 || positives.length === 0) {
    throw new RangeError(
      `a ROC needs cases of both kinds, got ${negatives.length} negatives and ${positives.length} positives`,
    )
  }
  return { negatives: Float64Array.from(negatives).sort(), positives: Float64Array.from(positives).sort() }
}

/** How many of ascending numbers lie below a threshold; with `equal`, at or below it. */
function countBelow(sorted: Float64Array, threshold: number, equal: boolean): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] < threshold || (equal && sorted[middle] === threshold)) low = middle + 1
    else high = middle
  }
  return low
}
