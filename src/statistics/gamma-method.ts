/** A mean of correlated numbers, with its error. */
export interface Estimate {
  readonly mean: number
  /** One standard error. */
  readonly error: number
  /** The integrated autocorrelation time, in steps: 1/2 for independent numbers. */
  readonly autocorrelationTime: number
}

/**
 * The Gamma method (Wolff 2004): the error of a mean over Markov chains that all have one length, from their
 * autocorrelation function
 *
 *   Gamma(t) = mean over chains and i of (a_i - mean)(a_{i+t} - mean)
 *   tau = 1/2 + sum_{t <= W} Gamma(t) / Gamma(0)      error^2 = 2 tau Gamma(0) / N
 *
 * The window W is where the statistical and the systematic error balance (eqs. 50-52, S = 1.5), and tau is corrected for
 * its bias, (2 W + 1) / N (eq. 49). Throws a RangeError for chains of different lengths, or with fewer than four numbers.
 */
export function gammaMethod(chains: readonly ArrayLike<number>[], stretch = 1.5): Estimate {
  const length = chains[0]?.length ?? 0
  if (length < 4 || chains.some((chain) => chain.length !== length)) {
    throw new RangeError(
      `gammaMethod: expected chains of one length, at least 4, got ${chains.map((c) => c.length)}`,
    )
  }
  const n = chains.length * length
  const mean = chains.reduce((total, chain) => total + sum(chain), 0) / n
  const centred = chains.map((chain) => Float64Array.from(chain, (a) => a - mean))
  const variance = autocovariance(centred, 0)
  if (variance === 0) return { mean, error: 0, autocorrelationTime: 0.5 }
  let tau = 0.5
  let window = 0
  for (let t = 1; t < length / 2; t++) {
    tau += autocovariance(centred, t) / variance
    window = t
    const slowest = tau <= 0.5 ? 1e-9 : stretch / Math.log((2 * tau + 1) / (2 * tau - 1))
    if (Math.exp(-t / slowest) - slowest / Math.sqrt(t * n) < 0) break
  }
  const corrected = Math.max(0.5, tau) * (1 + (2 * window + 1) / n)
  return { mean, error: Math.sqrt((2 * corrected * variance) / n), autocorrelationTime: corrected }
}

const sum = (numbers: ArrayLike<number>): number => Array.from(numbers).reduce((total, a) => total + a, 0)

function autocovariance(chains: readonly Float64Array[], t: number): number {
  let total = 0
  let count = 0
  for (const chain of chains) {
    for (let i = 0; i + t < chain.length; i++) total += chain[i] * chain[i + t]
    count += chain.length - t
  }
  return total / count
}
