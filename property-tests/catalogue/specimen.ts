import type { Nature, Verdict } from '../../src/laws/index.ts'

/** What is asked of a specimen: some of its family's laws, by their names without the family, and the seed. */
export interface Trial {
  readonly laws?: readonly string[]
  readonly seed?: number
}

/** Something of which is known whether it is right. */
export interface Specimen {
  readonly name: string
  /** What the laws of its family say of it, in their order; all of them unless told. */
  readonly verdicts: (trial?: Trial) => Promise<Verdict[]>
}

/** Something wrong. */
export interface Mutant extends Specimen {
  /** The known bugs that it is an instance of, by their numbers. */
  readonly bugs: readonly number[]
  /** Laws that must reject it, by their names without the family. */
  readonly laws: readonly string[]
  /** Why laws of one nature alone can tell. */
  readonly alone?: string
}

export interface LawFacts {
  /** Without the family. */
  readonly name: string
  readonly nature: Nature | 'golden'
  /** How many wrong ones it brings along. */
  readonly violators: number
}

/** The laws of a kind, and what they are tried on. */
export interface Family {
  readonly name: string
  readonly laws: readonly LawFacts[]
  /** Right ones, equivalent conventions among them: no law may reject any. */
  readonly rights: readonly Specimen[]
  readonly mutants: readonly Mutant[]
}

/** 'flow/inverse' is 'inverse' within its family. */
export const ownName = (law: string): string => law.slice(law.indexOf('/') + 1)

/** The laws that reject, by their names without the family. */
export const rejecting = (verdicts: readonly Verdict[]): string[] =>
  verdicts.flatMap(({ law, verdict }) => (verdict === 'fail' ? [ownName(law)] : []))
