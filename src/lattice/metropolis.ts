import type { Random } from '../data/random.ts'

/** A chain over proposals: which of them it stands at after each, and how many it took. */
export interface Chain {
  readonly at: Uint32Array
  readonly acceptance: number
}

/**
 * Independence Metropolis (Hastings 1970; Albergo et al. 2019, section II A): proposals are independent draws from q, with
 * log w = log p - log q, p up to a constant; from i the chain goes to j with probability min(1, w_j / w_i). It starts at
 * the first, and p is stationary for any q that covers it.
 */
export function independenceMetropolis(logWeights: ArrayLike<number>, random: Random): Chain {
  const n = logWeights.length
  const at = new Uint32Array(n)
  const uniforms = random.uniform(n)
  let accepted = 0
  for (let j = 1; j < n; j++) {
    const i = at[j - 1]
    const isTaken = Math.log1p(-uniforms[j]) < logWeights[j] - logWeights[i]
    at[j] = isTaken ? j : i
    accepted += isTaken ? 1 : 0
  }
  return { at, acceptance: n > 1 ? accepted / (n - 1) : 1 }
}

/**
 * The effective sample size for each draw, (mean w)^2 / mean w^2, in (0, 1]: 1 where p = q. Weights are known up to a
 * factor, and only their logarithms are ever small or large (Albergo et al. 2021, eq. 32).
 */
export function effectiveSampleSize(logWeights: ArrayLike<number>): number {
  const all = Array.from(logWeights)
  const largest = all.reduce((most, w) => Math.max(most, w), Number.NEGATIVE_INFINITY)
  const weights = all.map((w) => Math.exp(w - largest))
  const sum = weights.reduce((total, w) => total + w, 0)
  const squares = weights.reduce((total, w) => total + w * w, 0)
  return sum ** 2 / squares / all.length
}
