/** The middle number, or the mean of the two in the middle. Throws a RangeError where there is none. */
export const median = (numbers: readonly number[]): number => quantile(numbers, 0.5)

/**
 * The number below which a share of the numbers lies, 0 to 1, by straight lines between them (Hyndman and Fan 1996,
 * definition 7). Throws a RangeError where there is none.
 */
export function quantile(numbers: readonly number[], share: number): number {
  if (numbers.length === 0) throw new RangeError('a quantile of no numbers; give at least one')
  const sorted = numbers.toSorted((a, b) => a - b)
  const place = share * (sorted.length - 1)
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  return Math.min(above, below + (place - Math.floor(place)) * (above - below))
}

/** The median absolute deviation from the median, not scaled. */
export function medianAbsoluteDeviation(numbers: readonly number[]): number {
  const centre = median(numbers)
  return median(numbers.map((x) => Math.abs(x - centre)))
}
