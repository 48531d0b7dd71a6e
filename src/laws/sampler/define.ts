import type { Law, Violator } from '../law.ts'
import { type Alteration, altered } from '../violators.ts'

/** A law of samplers in short: each wrong subject by what it does to the functions of a right one. */
export interface SamplerLaw<Case> extends Omit<Law<Case>, 'kind' | 'violators'> {
  readonly violators: Readonly<Record<string, Readonly<Record<string, Alteration>>>>
}

export const samplerLaw = <Case>({ violators, ...law }: SamplerLaw<Case>): Law => ({
  ...law,
  kind: 'sampler',
  residual: (subject, at) => law.residual(subject, at as Case),
  violators: Object.entries(violators).map(
    ([name, alterations]): Violator => ({ name, make: (right) => altered(right, alterations) }),
  ),
})
