/** Bits after an escape, for a symbol as it is. */
const rawBits = 16

/**
 * How many bits each symbol takes in an ideal code, such as arithmetic coding comes within a hundredth of: -log2 of its
 * share among known symbols, n of them and an escape, which any other symbol takes before its own 16 bits. Over the
 * known symbols themselves the mean is their empirical entropy, and log2(1 + 1/n) for the escape; over others it is a
 * cross-entropy, greater by their Kullback-Leibler divergence (Cover & Thomas 2006, theorem 5.4.3).
 */
export function codeLengths(known: Iterable<number>): (symbol: number) => number {
  const counts = new Map<number, number>()
  let total = 1
  for (const symbol of known) {
    counts.set(symbol, (counts.get(symbol) ?? 0) + 1)
    total++
  }
  return (symbol) => {
    const count = counts.get(symbol)
    return count === undefined ? Math.log2(total) + rawBits : Math.log2(total / count)
  }
}
