/** The size of what a KL to the standard normal is made of, with what rounding a spread makes of its exponential. */
export const klTerms = (mean: Float64Array, logs: Float64Array): number =>
  mean.reduce((sum, m, j) => {
    const log = Math.abs(logs[j])
    return sum + (m * m + Math.exp(logs[j]) * (1 + log) + 1 + log) / 2
  }, 0)

/** log N(x; mean, exp(log)), with its log 2 pi or without. */
export function logNormal(x: number, mean: number, log: number, constant: boolean): number {
  return -((x - mean) ** 2 * Math.exp(-log) + log + (constant ? Math.log(2 * Math.PI) : 0)) / 2
}

/** log(sum of exp), without overflow. */
export function logSumExp(terms: readonly number[]): number {
  const most = Math.max(...terms)
  return most + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - most), 0))
}
