import { actionOf, type Field, neighbours } from './field.ts'
import type { Phi4 } from './phi4.ts'

/** What is measured of one field, each a number whose mean over fields is the observable. */
export interface Measured {
  /** V (mean phi)^2, whose mean is the susceptibility chi_2: the mean of phi is 0 by symmetry. */
  readonly susceptibility: number
  /** The mean of phi^2 over the sites. */
  readonly square: number
  /** S / V. */
  readonly action: number
  /** sum phi dS/dphi / V, whose mean is exactly 1 (integration by parts). */
  readonly virial: number
}

/** Measures fields of one theory on lattices of one side. */
export function measurer(theory: Phi4, side: number): (phi: Field) => Measured {
  const near = neighbours(side)
  const volume = side ** 2
  return (phi) => {
    const { action, gradient } = actionOf(phi, near, theory)
    const mean = phi.reduce((sum, x) => sum + x, 0) / volume
    return {
      susceptibility: volume * mean ** 2,
      square: phi.reduce((sum, x) => sum + x * x, 0) / volume,
      action: action / volume,
      virial: phi.reduce((sum, x, i) => sum + x * gradient[i], 0) / volume,
    }
  }
}

/** The zero-momentum two-point function G(t) = mean over s of phi-(s) phi-(s + t), phi- the mean of a row, t = 0 .. L - 1. */
export function twoPoint(phi: Field, side: number): Float64Array {
  const rows = Float64Array.from({ length: side }, (_, row) => {
    const sites = phi.subarray(row * side, (row + 1) * side)
    return sites.reduce((sum, x) => sum + x, 0) / side
  })
  return Float64Array.from({ length: side }, (_, t) => {
    const products = rows.map((x, s) => x * rows[(s + t) % side])
    return products.reduce((sum, x) => sum + x, 0) / side
  })
}
