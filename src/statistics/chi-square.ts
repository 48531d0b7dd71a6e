/**
 * Pearson's chi-square of counts beside those expected, in standard deviations of what it is by chance. Throws a RangeError
 * where fewer than two cells are given, or as many counts as expectations are not.
 */
export function chiSquareDeviate(observed: ArrayLike<number>, expected: ArrayLike<number>): number {
  const cells = expected.length
  if (cells < 2 || observed.length !== cells) {
    throw new RangeError(
      `chiSquareDeviate: expected two cells or more and a count for each, got ${cells} cells and ${observed.length} counts`,
    )
  }
  let statistic = 0
  for (let i = 0; i < cells; i++) statistic += (observed[i] - expected[i]) ** 2 / expected[i]
  return wilsonHilferty(statistic, cells - 1)
}

/** (X/k)^(1/3) is nearly normal with mean 1 - 2/(9k) and variance 2/(9k) (Wilson & Hilferty 1931). */
export const wilsonHilferty = (statistic: number, freedom: number): number =>
  (Math.cbrt(statistic / freedom) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom))
