import type { Residual } from '../law.ts'
import { holds } from '../measure.ts'
import type { Row } from './maps.ts'

/**
 * Names the mistake, where the law fails and what the subject claims equals a known mistake in every sample that says
 * anything: within ten times what the truth is allowed, for the mistake has roundings of its own.
 */
export function named(
  residual: Residual,
  samples: readonly Residual[],
  claimed: Row,
  mistakes: Readonly<Record<string, Row>>,
): Residual {
  if (residual.inconclusive !== undefined || holds(residual)) return residual
  const telling = samples.flatMap(({ inconclusive, tolerance }, n) =>
    inconclusive === undefined ? [{ n, tolerance }] : [],
  )
  const mistake = Object.entries(mistakes).find(([, values]) =>
    telling.every(({ n, tolerance }) => Math.abs(claimed[n] - values[n]) <= 10 * tolerance),
  )
  return mistake ? { ...residual, diagnosis: mistake[0] } : residual
}
