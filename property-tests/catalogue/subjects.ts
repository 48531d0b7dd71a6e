import type { Law, Verdict } from '../../src/laws/law.ts'
import { runLaw } from '../../src/laws/run.ts'
import { type Alteration, altered } from '../../src/laws/violators.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { type LawFacts, type Mutant, ownName, type Specimen } from './specimen.ts'

/** A subject made anew from each seed. */
export type Make = (seed: number) => Subject

/** A mistake that implementations shipped: which known bug it is, the subject that makes it, and laws that must reject it. */
export interface Shipped extends Pick<Mutant, 'name' | 'laws' | 'alone'> {
  readonly bug?: number
  readonly make: Make
}

/** The same, as alterations of a right subject's functions. */
export interface Mistake extends Omit<Shipped, 'make'> {
  readonly alterations: Readonly<Record<string, Alteration>>
}

/** Why one nature of laws alone can tell of a violator, by 'law: violator'. */
export type Alone = Readonly<Record<string, string>>

/** One reason for several violators. */
export const because = (why: string, ...names: readonly string[]): Alone =>
  Object.fromEntries(names.map((name) => [name, why]))

/** What makes specimens of subjects that are held to the laws of their kind. */
export const heldTo = (laws: readonly Law[]) => {
  const specimen = (name: string, make: Make): Specimen => ({
    name,
    async verdicts({ laws: asked, seed = 1 } = {}) {
      const subject = make(seed)
      const found: Verdict[] = []
      for (const law of laws) {
        if (!asked || asked.includes(ownName(law.name)))
          found.push(await runLaw(law, subject, { seed, shrinkTime: 0 }))
      }
      await subject.dispose()
      return found
    },
  })
  const shipped = ({ bug, make, ...mutant }: Shipped): Mutant => ({
    ...specimen(mutant.name, make),
    ...mutant,
    bugs: bug === undefined ? [] : [bug],
  })
  return {
    specimen,
    shipped,

    mistaken: (right: Make, mistakes: readonly Mistake[]): Mutant[] =>
      mistakes.map(({ alterations, ...mistake }) =>
        shipped({ ...mistake, make: altering(right, alterations) }),
      ),

    /**
     * The violators of every law, each made of the right subject that its law is tried on. Throws a RangeError for a
     * reason that no violator has.
     */
    violators(rightFor: (law: string, seed: number) => Subject, alone: Alone = {}): Mutant[] {
      const found = laws.flatMap((law) => violatorsOf(law, specimen, rightFor, alone))
      const unknown = Object.keys(alone).find((known) => !found.some(({ name }) => name === known))
      if (unknown !== undefined) throw new RangeError(`no law has the violator '${unknown}'`)
      return found
    },

    facts: laws.map(
      ({ name, nature, violators }): LawFacts => ({
        name: ownName(name),
        nature,
        violators: violators.length,
      }),
    ),
  }
}

const violatorsOf = (
  law: Law,
  specimen: (name: string, make: Make) => Specimen,
  rightFor: (law: string, seed: number) => Subject,
  alone: Alone,
): Mutant[] =>
  law.violators.map(({ name: wrong, make }) => {
    const home = ownName(law.name)
    const name = `${home}: ${wrong}`
    return {
      ...specimen(name, (seed) => make(rightFor(home, seed))),
      bugs: [],
      laws: [home],
      ...(alone[name] === undefined ? {} : { alone: alone[name] }),
    }
  })

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
