import type { Phi4 } from './phi4.ts'

/** A number that was measured, with one standard error. */
export interface Measurement {
  readonly mean: number
  readonly error: number
}

/** Observables of a theory on a square lattice, under the names that `Measured` has for them. */
export interface KnownTheory {
  readonly side: number
  readonly theory: Phi4
  readonly observables: Readonly<Record<'susceptibility' | 'square' | 'action', Measurement>>
}

/**
 * phi^4 theory as hybrid Monte Carlo finds it: 512 chains of a program that shares nothing with this one. The first two are
 * of the theory of Albergo et al. 2021, where chi_2 at L = 8 is 0.75(1); the others of Albergo et al. 2019, table I.
 */
export const knownTheories: readonly KnownTheory[] = [
  known(4, 8, [0.6842, 0.0014], [0.14773, 0.00008], [0.14497, 0.00043]),
  known(8, 8, [0.7396, 0.0021], [0.14343, 0.00004], [0.16171, 0.00021]),
  known(6, 6.975, [1.0652, 0.0029], [0.16138, 0.00006], [0.13314, 0.00031]),
  known(8, 6.008, [1.8928, 0.0071], [0.18386, 0.00006], [0.0991, 0.00028]),
]

type Pair = readonly [mean: number, error: number]

function known(side: number, coupling: number, chi: Pair, square: Pair, action: Pair): KnownTheory {
  const [susceptibility, ofSquare, ofAction] = [chi, square, action].map(([mean, error]) => ({ mean, error }))
  return {
    side,
    theory: { massSquared: -4, coupling },
    observables: { susceptibility, square: ofSquare, action: ofAction },
  }
}

/** How far apart two independent measurements are, in their joint standard errors. */
export const apart = (a: Measurement, b: Measurement): number =>
  Math.abs(a.mean - b.mean) / Math.hypot(a.error, b.error)
