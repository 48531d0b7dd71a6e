import { type Claim, judge } from '../diagnosis.ts'
import type { Residual } from '../law.ts'
import { holds } from '../measure.ts'

/** Judges a claim whose known mistakes are dear to work out: they are only where it fails. */
export async function judgeNamed(
  claim: Claim,
  mistakes: () => Promise<Readonly<Record<string, number>>>,
): Promise<Residual> {
  const residual = judge([claim])
  return holds(residual) ? residual : judge([{ ...claim, mistakes: await mistakes() }])
}
