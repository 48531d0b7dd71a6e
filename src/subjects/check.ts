import { closestName } from '../data/closest-name.ts'
import {
  caseCount,
  casesOf,
  elsewhere,
  type Law,
  lawsOf,
  type RunOptions,
  runLaw,
  type Share,
  type Verdict,
} from '../laws/index.ts'
import type { Kind } from '../models/model.ts'
import type { Subject } from './subject.ts'
import { type SuggestionOptions, showDeclared, suggestion } from './suggestion.ts'

export interface CheckOptions {
  readonly seed: number
  /** Names of laws; all of the subject's kind unless told. */
  readonly laws?: readonly string[]
  /** How many cases a law tries, in place of its own number. */
  readonly runs?: number
  /** How many times a law's own number of cases it tries; 1 unless told. */
  readonly effort?: number
  /** Which part of the cases, where several machines share them; all of them unless told. */
  readonly share?: Share
  /** The command that checks this subject, as the user wrote it: replays add the law and the seed. */
  readonly command?: string
  /** Told of each verdict as it comes. */
  readonly onVerdict?: (verdict: ReportedVerdict) => void
}

export interface ReportedVerdict extends Omit<Verdict, 'seed' | 'path'> {
  /** The command that tries this law again, on the same cases. */
  readonly replay: string
}

/** What laws say of a subject, in the contract's form. */
export interface Report {
  readonly touchstone: 1
  readonly subject: string
  readonly kind: Kind
  readonly seed: number
  readonly verdicts: readonly ReportedVerdict[]
  /** What limits the verdicts: an operator without exact derivatives. */
  readonly notes?: readonly string[]
}

/** Holds a subject to the laws of its kind. Throws a RangeError for a law that its kind does not have. */
export async function checkSubject(subject: Subject, options: CheckOptions): Promise<Report> {
  const { seed, share } = options
  const verdicts: ReportedVerdict[] = []
  for (const [turn, law] of chosenLaws(subject.kind, options.laws).entries()) {
    const part = share && casesOf(share, turn, caseCount(law, subject, options))
    const verdict = { ...(await verdictOn(law, subject, options, part)), replay: replay(law.name, options) }
    verdicts.push(verdict)
    options.onVerdict?.(verdict)
  }
  const notes = subject.notes?.length ? { notes: subject.notes } : {}
  return { touchstone: 1, subject: subject.name, kind: subject.kind, seed, verdicts, ...notes }
}

async function verdictOn(
  law: Law,
  subject: Subject,
  { seed, runs, effort }: CheckOptions,
  part: ReadonlySet<number> | undefined,
): Promise<Omit<ReportedVerdict, 'replay'>> {
  if (part?.size === 0) {
    return { law: law.name, verdict: 'not applicable', reason: elsewhere }
  }
  const options: RunOptions = {
    seed,
    ...(runs === undefined ? {} : { runs }),
    ...(effort === undefined ? {} : { effort }),
    ...(part ? { only: part } : {}),
  }
  const { seed: _, path: __, ...found } = await runLaw(law, subject, options)
  return found
}

/**
 * The report with a hint beside each failure, where other conventions than those declared would make the subject right.
 * They are for its author to declare: verdicts stay as they are.
 */
export async function withSuggestion(
  subject: Subject,
  report: Report,
  options: SuggestionOptions,
): Promise<Report> {
  const named = (outcome: Verdict['verdict']) => {
    const names = report.verdicts.filter(({ verdict }) => verdict === outcome).map(({ law }) => law)
    return lawsOf(subject.kind).filter(({ name }) => names.includes(name))
  }
  const failed = named('fail')
  if (failed.length === 0) return report
  const found = await suggestion(subject, failed, named('pass'), options)
  if (!found) return report
  const hint = `right if ${showDeclared(found)}: declare it`
  const verdicts = report.verdicts.map((verdict) => {
    if (verdict.verdict !== 'fail') return verdict
    const { diagnosis } = verdict
    if (/\bdeclare\b/.test(diagnosis ?? '')) return verdict
    const { reason: _, ...found } = verdict
    return { ...found, diagnosis: diagnosis ? `${diagnosis}; ${hint}` : hint }
  })
  return { ...report, verdicts }
}

/** The laws of a kind that have these names, in the order of the kind. */
export function chosenLaws(kind: Kind, names?: readonly string[]): readonly Law[] {
  const all = lawsOf(kind)
  if (!names) return all
  const known = all.map(({ name }) => name)
  for (const name of names) {
    if (known.includes(name)) continue
    const near = closestName(name, known)
    throw new RangeError(
      `no law of kind ${kind} is called '${name}'; ${near ? `did you mean '${near}'?` : `the laws are ${known.join(', ')}`}`,
    )
  }
  return all.filter(({ name }) => names.includes(name))
}

const replay = (law: string, { command = 'touchstone check subject.json', seed }: CheckOptions): string =>
  `${command} --law ${law} --seed ${seed}`

/** 0 where every law that applies holds and at least one does, 1 where one is violated, 2 where that could not be told. */
export function exitCode({ verdicts }: Pick<Report, 'verdicts'>): 0 | 1 | 2 {
  const are = (outcome: Verdict['verdict']) => verdicts.some(({ verdict }) => verdict === outcome)
  if (are('fail')) return 1
  return are('pass') && !are('error') && !are('inconclusive') ? 0 : 2
}
