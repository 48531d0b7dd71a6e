/** The middle number, or the mean of the two in the middle. Throws a RangeError where there is none. */
export function median(numbers: readonly number[]): number {
  if (numbers.length === 0) throw new RangeError('median: got no numbers; give at least one')
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The median absolute deviation from the median, not scaled. */
export function medianAbsoluteDeviation(numbers: readonly number[]): number {
  const centre = median(numbers)
  return median(numbers.map((x) => Math.abs(x - centre)))
}
