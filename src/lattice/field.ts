import type { Phi4 } from './phi4.ts'

/** Fields on a square torus in float64, each L * L numbers, row by row. */
export type Field = Float64Array

/** The four neighbours of every site. */
export function neighbours(side: number): readonly (readonly number[])[] {
  const at = (row: number, column: number) => ((row + side) % side) * side + ((column + side) % side)
  return Array.from({ length: side * side }, (_, i) => {
    const [row, column] = [Math.floor(i / side), i % side]
    return [at(row + 1, column), at(row - 1, column), at(row, column + 1), at(row, column - 1)]
  })
}

/** S(phi) and dS/dphi, by the definition: what the graph's action is held against, and what HMC moves by. */
export function actionOf(
  phi: Field,
  near: readonly (readonly number[])[],
  { massSquared, coupling }: Phi4,
): { action: number; gradient: Float64Array } {
  let action = 0
  const gradient = phi.map((value, i) => {
    const around = near[i].reduce((sum, j) => sum + phi[j], 0)
    action += value * (4 * value - around) + massSquared * value ** 2 + coupling * value ** 4
    return 2 * (4 * value - around) + 2 * massSquared * value + 4 * coupling * value ** 3
  })
  return { action, gradient }
}
