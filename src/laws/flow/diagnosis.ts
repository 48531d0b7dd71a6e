import type { Residual } from '../law.ts'
import { ratio } from '../measure.ts'
import type { Row } from './maps.ts'

/** How plainly a subject must fail, in tolerances, for its mistake to be named. */
const plainly = 10

/** Names the mistake, where the law plainly fails and the claims equal a known mistake in every sample that tells anything. */
export function named(
  residual: Residual,
  samples: readonly Residual[],
  claimed: Row,
  mistakes: Readonly<Record<string, Row>>,
): Residual {
  if (residual.inconclusive !== undefined || !(ratio(residual) >= plainly)) return residual
  const mistake = Object.entries(mistakes).find(([, values]) =>
    samples.every(
      ({ inconclusive, tolerance }, n) =>
        inconclusive !== undefined || Math.abs(claimed[n] - values[n]) <= 2 * tolerance,
    ),
  )
  return mistake ? { ...residual, diagnosis: mistake[0] } : residual
}
