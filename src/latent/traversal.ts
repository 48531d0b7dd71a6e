import { meanRow, type Rows, subtract } from '../laws/rows.ts'

/** From -reach to reach in even steps, 0 in the middle. Throws a RangeError where the count is not odd and at least 3. */
export function offsets(count: number, reach: number): number[] {
  if (count < 3 || count % 2 === 0) {
    throw new RangeError(`a traversal has its start in the middle: an odd count from 3, got ${count}`)
  }
  const half = (count - 1) / 2
  return Array.from({ length: count }, (_, i) => (reach * (i - half)) / half)
}

/** The code at every offset of one latent, the others held: [offsets][latent]. */
export const traversal = (code: Float64Array, latent: number, steps: readonly number[]): Rows =>
  steps.map((step) => code.map((z, i) => (i === latent ? z + step : z)))

/** The standard deviation of every latent over codes, [latent]. */
export function deviations(codes: Rows): Float64Array {
  const mean = meanRow(codes)
  const squares = meanRow(codes.map((code) => subtract(code, mean).map((offset) => offset * offset)))
  return squares.map(Math.sqrt)
}

/** The latents whose codes vary most, in ascending order: those that the model makes use of. */
export const mostVarying = (spread: Float64Array, count: number): number[] =>
  Array.from(spread.keys())
    .sort((a, b) => spread[b] - spread[a])
    .slice(0, count)
    .sort((a, b) => a - b)
