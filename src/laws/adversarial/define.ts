import type { Kind } from '../../models/model.ts'
import type { Law, Violator } from '../law.ts'
import { type Alteration, altered } from '../violators.ts'

/** Wrong subjects by what each does to the functions of a right one. */
export type Wrongs = Readonly<Record<string, Readonly<Record<string, Alteration>>>>

/** A law in short: its violators are alterations of a right subject. */
export interface ShortLaw<Case> extends Omit<Law<Case>, 'kind' | 'violators'> {
  readonly violators: Wrongs
}

/** A law of a kind, its type of case put away: whoever runs laws only hands cases on. */
export const lawOf =
  (kind: Kind) =>
  <Case>({ violators, ...law }: ShortLaw<Case>): Law => ({
    ...law,
    kind,
    residual: (subject, at) => law.residual(subject, at as Case),
    violators: Object.entries(violators).map(
      ([name, alterations]): Violator => ({ name, make: (right) => altered(right, alterations) }),
    ),
  })
