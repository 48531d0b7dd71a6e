import type { Law, Violator } from '../law.ts'
import { type Alteration, altered } from '../violators.ts'

/** A law of denoisers in short: each wrong subject by what it does to the functions of a right one. */
export interface DenoiserLaw<Case> extends Omit<Law<Case>, 'kind' | 'violators'> {
  readonly violators: Readonly<Record<string, Readonly<Record<string, Alteration>>>>
}

/** Its type of case is put away: whoever runs laws only hands cases on. */
export const denoiserLaw = <Case>({ violators, ...law }: DenoiserLaw<Case>): Law => ({
  ...law,
  kind: 'denoiser',
  residual: (subject, at) => law.residual(subject, at as Case),
  violators: Object.entries(violators).map(
    ([name, alterations]): Violator => ({ name, make: (right) => altered(right, alterations) }),
  ),
})
