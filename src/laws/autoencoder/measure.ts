import type { Precision } from '../../engines/engine.ts'
import { norm, type Rows, subtract } from '../rows.ts'
import { unitRoundoff } from '../tolerances.ts'

/**
 * How far, in Euclidean norm, rounding may carry a map made of sums of `length` products, among vectors as long as the
 * longest of `rows`: 8 sqrt(n) u |v|. Rounding errors are nearly independent, so that they grow with the square root of
 * n, and 8 deviations are exceeded once in 10^13 (Higham & Mary 2019, theorem 2.4).
 */
export function roundoff(precision: Precision, length: number, ...rows: Rows): number {
  const longest = rows.reduce((most, row) => Math.max(most, norm(row)), 0)
  return 8 * Math.sqrt(length) * unitRoundoff[precision] * longest
}

export const distance = (a: Float64Array, b: Float64Array): number => norm(subtract(a, b))
