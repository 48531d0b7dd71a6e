/**
 * P-values of several tests, corrected so that the chance of any false alarm among them stays below what each is held to
 * (Holm 1979): the i-th smallest of m times m - i + 1, never below a smaller one's, at most 1. In the order given.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[a] - pValues[b])
  const adjusted = new Array<number>(pValues.length)
  let least = 0
  order.forEach((place, i) => {
    least = Math.max(least, Math.min(1, (pValues.length - i) * pValues[place]))
    adjusted[place] = least
  })
  return adjusted
}
