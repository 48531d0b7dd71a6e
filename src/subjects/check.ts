import { closestName } from '../data/closest-name.ts'
import { type Law, lawsOf, runLaw, type Verdict } from '../laws/index.ts'
import type { Kind } from '../models/model.ts'
import type { Subject } from './subject.ts'

export interface CheckOptions {
  readonly seed: number
  /** Names of laws; all of the subject's kind unless told. */
  readonly laws?: readonly string[]
  /** How many cases a law tries, in place of its own number. */
  readonly runs?: number
  /** The manifest's path as the user wrote it, for the commands that replay a failure. */
  readonly manifest?: string
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
  const { seed, runs, manifest = 'subject.json' } = options
  const verdicts: ReportedVerdict[] = []
  for (const law of chosenLaws(subject.kind, options.laws)) {
    const {
      seed: _,
      path: __,
      ...found
    } = await runLaw(law, subject, { seed, ...(runs === undefined ? {} : { runs }) })
    const verdict = { ...found, replay: replay(manifest, law.name, seed, runs) }
    verdicts.push(verdict)
    options.onVerdict?.(verdict)
  }
  const notes = subject.notes?.length ? { notes: subject.notes } : {}
  return { touchstone: 1, subject: subject.name, kind: subject.kind, seed, verdicts, ...notes }
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

function replay(manifest: string, law: string, seed: number, runs?: number): string {
  const path = /^[\w./-]+$/.test(manifest) ? manifest : `'${manifest.replaceAll("'", "'\\''")}'`
  return `touchstone check ${path} --law ${law} --seed ${seed}${runs === undefined ? '' : ` --runs ${runs}`}`
}

/** 0 where every law that applies holds and at least one does, 1 where one is violated, 2 where that could not be told. */
export function exitCode({ verdicts }: Report): 0 | 1 | 2 {
  const are = (outcome: Verdict['verdict']) => verdicts.some(({ verdict }) => verdict === outcome)
  if (are('fail')) return 1
  return are('pass') && !are('error') && !are('inconclusive') ? 0 : 2
}
