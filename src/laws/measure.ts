import type { Residual } from './law.ts'

/** NaN never passes, and neither does a tolerance that would let everything pass. */
export const holds = ({ error, tolerance }: Residual): boolean =>
  error <= tolerance && Number.isFinite(tolerance)

/** The error in units of its tolerance; infinite where that makes no number. */
export function ratio({ error, tolerance }: Residual): number {
  if (error === 0 && tolerance === 0) return 0
  const quotient = error / tolerance
  return Number.isNaN(quotient) || !Number.isFinite(tolerance) ? Number.POSITIVE_INFINITY : quotient
}

/** Says nothing of the subject, and why. */
export const inconclusive = (reason: string): Residual => ({
  error: Number.NaN,
  tolerance: 0,
  inconclusive: reason,
})

/** The worst of what samples showed. Where none fails and most say nothing, neither does the whole. */
export function worst(residuals: readonly Residual[]): Residual {
  const telling = residuals.filter((residual) => residual.inconclusive === undefined)
  const silent = residuals.find((residual) => residual.inconclusive !== undefined)
  if (silent && telling.every(holds) && 2 * telling.length < residuals.length) return silent
  return telling.reduce((most, residual) => (ratio(residual) > ratio(most) ? residual : most))
}
