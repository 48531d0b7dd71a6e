import type { Residual } from './law.ts'
import { ratio } from './measure.ts'

/** How plainly a subject must fail, in tolerances, for its mistake to be named. */
const plainly = 10

/** One sample's claim beside the truth, and beside what known mistakes would have made of it. */
export interface Claim {
  readonly claimed: number
  readonly expected: number
  readonly tolerance: number
  readonly mistakes?: Readonly<Record<string, number>>
  readonly at?: Readonly<Record<string, unknown>>
}

/** The worst of the claims; where it plainly fails and all the claims equal one known mistake, that mistake is named. */
export function judge(claims: readonly Claim[]): Residual {
  const residuals = claims.map(
    ({ claimed, expected, tolerance, at }): Residual => ({
      error: Math.abs(claimed - expected),
      tolerance,
      at: { claimed, expected, ...at },
    }),
  )
  const worst = residuals.reduce((most, next) => (ratio(next) > ratio(most) ? next : most))
  if (!(ratio(worst) >= plainly)) return worst
  const diagnosis = Object.keys(claims[0].mistakes ?? {}).find((name) =>
    claims.every(
      ({ claimed, tolerance, mistakes = {} }) => Math.abs(claimed - mistakes[name]) <= 2 * tolerance,
    ),
  )
  return diagnosis === undefined ? worst : { ...worst, diagnosis }
}
