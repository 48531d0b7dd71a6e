import type { Rows } from '../laws/rows.ts'

/** 0 to 1 in even steps, both ends among them. Throws a RangeError for fewer than two. */
export function fractions(count: number): number[] {
  if (count < 2) throw new RangeError(`an interpolation has at least its two ends, got ${count} steps`)
  return Array.from({ length: count }, (_, i) => i / (count - 1))
}

/** (1 - alpha) z + alpha z', the ends exactly. Both [latent]. */
export const between = (from: Float64Array, to: Float64Array, alpha: number): Float64Array =>
  from.map((z, i) => (1 - alpha) * z + alpha * to[i])

/**
 * The straight line from one code to another in `count` even steps: decoded, it is the latent interpolation
 * xi(x, x', alpha) = g((1 - alpha) f(x) + alpha f(x')) of an encoder f and a decoder g.
 */
export const interpolation = (from: Float64Array, to: Float64Array, count: number): Rows =>
  fractions(count).map((alpha) => between(from, to, alpha))
