import { lawsOf, runLaw, type Verdict } from '../../src/laws/index.ts'
import { type Alteration, altered } from '../../src/laws/violators.ts'
import type { Kind } from '../../src/models/model.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { type LawFacts, type Mutant, ownName, type Specimen } from './specimen.ts'

/** A subject made anew from each seed. */
export type Make = (seed: number) => Subject

/** A specimen that is a subject. */
export const specimen = (name: string, make: Make): Specimen => ({
  name,
  async verdicts({ laws, seed = 1 } = {}) {
    const subject = make(seed)
    const found: Verdict[] = []
    for (const law of lawsOf(subject.kind)) {
      if (!laws || laws.includes(ownName(law.name)))
        found.push(await runLaw(law, subject, { seed, shrinkTime: 0 }))
    }
    await subject.dispose()
    return found
  },
})

/** A mistake that implementations shipped: which known bug it is, the subject that makes it, and laws that must reject it. */
export interface Shipped extends Pick<Mutant, 'name' | 'laws' | 'alone'> {
  readonly bug?: number
  readonly make: Make
}

export const shipped = ({ bug, make, ...mutant }: Shipped): Mutant => ({
  ...specimen(mutant.name, make),
  ...mutant,
  bugs: bug === undefined ? [] : [bug],
})

/** Why one nature of laws alone can tell of a violator, by 'law: violator'. */
export type Alone = Readonly<Record<string, string>>

/**
 * The violators of every law of a kind, each made of the right subject that its law is tried on. Throws a RangeError for a
 * reason that no violator has.
 */
export function violatorsOf(
  kind: Kind,
  rightFor: (law: string, seed: number) => Subject,
  alone: Alone = {},
): Mutant[] {
  const found = lawsOf(kind).flatMap((law) =>
    law.violators.map(({ name: wrong, make }): Mutant => {
      const home = ownName(law.name)
      const name = `${home}: ${wrong}`
      const why = alone[name]
      return {
        ...specimen(name, (seed) => make(rightFor(home, seed))),
        bugs: [],
        laws: [home],
        ...(why === undefined ? {} : { alone: why }),
      }
    }),
  )
  const unknown = Object.keys(alone).find((known) => !found.some(({ name }) => name === known))
  if (unknown !== undefined) throw new RangeError(`no law of the kind ${kind} has the violator '${unknown}'`)
  return found
}

/** The reasons, for each of several mutants. */
export const because = (why: string, ...names: readonly string[]): Alone =>
  Object.fromEntries(names.map((name) => [name, why]))

export const lawFacts = (kind: Kind): LawFacts[] =>
  lawsOf(kind).map(({ name, nature, violators }) => ({
    name: ownName(name),
    nature,
    violators: violators.length,
  }))

/** A right subject with some functions altered. */
export const altering =
  (right: Make, alterations: Readonly<Record<string, Alteration>>): Make =>
  (seed) =>
    altered(right(seed), alterations)

/** A subject that declares other conventions. */
export const declaring = (subject: Subject, conventions: Subject['conventions']): Subject => ({
  ...subject,
  conventions: { ...subject.conventions, ...conventions },
})

/** The choices that a right subject was made with: 'loss hinge, half true'. */
export const named = (choices: object): string =>
  Object.entries(choices)
    .map(([name, choice]) => `${name} ${choice}`)
    .join(', ') || 'as it comes'
