import type { Relation } from '../trial.ts'

/** What an identity is about; one law for each. */
export const families = ['bounds', 'symmetry', 'scaling', 'special-values', 'inverse', 'jacobian'] as const
export type Family = (typeof families)[number]

/** The identities of one formula. */
export type Identities = Readonly<Partial<Record<Family, readonly Relation[]>>>
