/** Pearson's correlation coefficient of two lists of one length; NaN where one of them does not vary. */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length || a.length === 0) {
    throw new RangeError(`pearson: expected lists of one length, got ${a.length} and ${b.length}`)
  }
  const mean = (of: ArrayLike<number>) => Array.from(of).reduce((sum, x) => sum + x, 0) / of.length
  const [centreA, centreB] = [mean(a), mean(b)]
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - centreA) * (b[i] - centreB)
    aa += (a[i] - centreA) ** 2
    bb += (b[i] - centreB) ** 2
  }
  return ab / Math.sqrt(aa * bb)
}
