import type { Precision } from '../engines/engine.ts'

/** u, the largest relative error of one rounding. */
export const unitRoundoff: Readonly<Record<Precision, number>> = { float32: 2 ** -24, float64: 2 ** -53 }

/**
 * What the laws of flows allow, in one table. Everything else about a tolerance is measured: a result may depart by
 * `roundings` unit roundoffs of what its inputs' and its own size, through the map's condition, can make of one.
 */
export const flowTolerances = {
  /**
   * Roundings that may pile up along a map. A dozen couplings of three dense layers, with exp and tanh good to four
   * units, make some hundred. Right flows of 2 to 784 coordinates came to a fiftieth of it, on every engine; at extreme
   * samples, where one term swamps another, to a sixth.
   */
  roundings: 256,
  /** Roundings of one value that a finite difference divides by its step. */
  differenceRoundings: 32,
  /** Nats. A log-determinant known no better says nothing: the sample stands at a kink, or the map is too rough. */
  largestLogDetUncertainty: 0.1,
  /** A part of the value's size. What rounding may carry further says nothing. */
  largestRounding: 0.1,
  /** What a quadrature may miss beside its own estimate: float32 log-densities, tails beyond the grid. */
  quadrature: 1e-3,
  /** A total mass known no better, and no worse than 1, says nothing. */
  largestQuadratureUncertainty: 0.05,
  /**
   * Standard deviations of the chi-square statistic, by Wilson and Hilferty (1931): nominally once in 10^9. Cells with
   * few expected draws have heavier tails than that; once in 10^6 holds with room to spare.
   */
  chiSquareDeviations: 6,
  /** Standard errors of a mean of weights that an importance sample may be off: once in 10^6, skewed as they are. */
  meanDeviations: 6,
} as const
