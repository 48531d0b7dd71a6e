import { type Law, runLaw } from '../laws/index.ts'
import type { Conventions } from '../models/model.ts'
import { type Between, type Choices, contracts } from './manifest-contract.ts'
import type { Subject } from './subject.ts'

export interface SuggestionOptions {
  readonly seed: number
  readonly runs?: number
  readonly effort?: number
  /** Milliseconds for the whole search; 5 000 where not said. */
  readonly searchTime?: number
}

const defaultTime = 5_000

/** Cases that a law tries where another convention is only guessed at. */
const fewCases = 2

/**
 * One convention, or two, declared otherwise, under which all laws that fail would hold, and none that holds
 * would fail, or have nothing to say.
 * Formulas have a search of their own, where they are compared with their truth.
 */
export async function suggestion(
  subject: Subject,
  failed: readonly Law[],
  held: readonly Law[],
  options: SuggestionOptions,
): Promise<Conventions | undefined> {
  const singles = alternatives(subject)
  const deadline = performance.now() + (options.searchTime ?? defaultTime)
  for (const changes of [...singles, ...pairsOf(singles)]) {
    if (performance.now() > deadline) return undefined
    const changed = declaring(subject, changes)
    const seems = await allHold(changed, failed, { ...options, runs: fewCases })
    if (!seems || !(await allHold(changed, failed, options))) continue
    if (await allKept(changed, held, { ...options, runs: fewCases })) return changes
  }
  return undefined
}

/** 'spread is std and constants is dropped' */
export const showDeclared = (conventions: Conventions): string =>
  Object.entries(conventions)
    .map(([name, choice]) => `${name} is ${choice}`)
    .join(' and ')

function alternatives({ kind, conventions }: Subject): Conventions[] {
  if (kind === 'formula') return []
  return Object.entries(contracts[kind].conventions).flatMap(([name, known]) =>
    choicesOf(known)
      .filter((choice) => choice !== conventions[name])
      .map((choice) => ({ [name]: choice })),
  )
}

const choicesOf = (known: Choices | Between): readonly (string | boolean | number)[] =>
  'above' in known ? (known.usual ?? []) : known

/** Two at once, of two conventions. */
const pairsOf = (singles: readonly Conventions[]): Conventions[] =>
  singles.flatMap((one, i) =>
    singles
      .slice(i + 1)
      .map((other) => ({ ...one, ...other }))
      .filter((both) => Object.keys(both).length === 2),
  )

/** The same subject, of which something else is declared. */
export const declaring = (subject: Subject, changes: Conventions): Subject => ({
  ...subject,
  conventions: { ...subject.conventions, ...changes },
  ...(subject.precise ? { precise: declaring(subject.precise, changes) } : {}),
})

async function verdictOn(subject: Subject, law: Law, options: SuggestionOptions) {
  const { seed, runs, effort, searchTime: timeLimit = defaultTime } = options
  const amount = { ...(runs ? { runs } : {}), ...(effort ? { effort } : {}) }
  return (await runLaw(law, subject, { seed, shrinkTime: 0, timeLimit, ...amount })).verdict
}

/** A law that no longer applies, or says nothing, has not been kept. */
async function allHold(subject: Subject, laws: readonly Law[], options: SuggestionOptions): Promise<boolean> {
  for (const law of laws) if ((await verdictOn(subject, law, options)) !== 'pass') return false
  return true
}

async function allKept(subject: Subject, laws: readonly Law[], options: SuggestionOptions): Promise<boolean> {
  for (const law of laws) {
    const verdict = await verdictOn(subject, law, options)
    if (verdict !== 'pass' && verdict !== 'not applicable') return false
  }
  return true
}
