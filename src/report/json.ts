import type { Verdict } from '../laws/law.ts'
import { toPlain } from './plain.ts'
import type { Report } from './report.ts'
import { countsOf, exitCodeOf } from './row.ts'

/** The version of the documents' form. */
const form = 1

/** What `touchstone verify --json` writes. NaN and the infinities are strings there: JSON has no such numbers. */
export function runDocument(report: Report): string {
  const { title, startedAt, seed, machine, engines, rows } = report
  const head = { touchstone: form, title, startedAt, seed, machine, engines }
  return toText({ ...head, exitCode: exitCodeOf(rows), counts: countsOf(rows), rows })
}

/** What a subject is called in its document. */
export interface SubjectHead {
  readonly subject: string
  readonly kind: string
  readonly seed: number
  readonly notes?: readonly string[]
  /** What ran it. */
  readonly engine?: string
  /** SHA-256 of what it is made of. */
  readonly digest?: string
  /** Which laws were asked for, and how many cases of each; the laws' own where not told. */
  readonly laws?: readonly string[]
  readonly runs?: number
  readonly effort?: number
  /** '2/3', of a run that several machines share. */
  readonly shard?: string
}

/** What `touchstone check --json` writes: a subject and the laws' verdicts. */
export function subjectDocument(
  { subject, kind, seed, notes, engine, digest, laws, runs, effort, shard }: SubjectHead,
  verdicts: readonly (Omit<Verdict, 'seed'> & { readonly replay?: string; readonly diagnosis?: string })[],
): string {
  const how = { engine, digest, laws, runs, effort, shard }
  return toText({ touchstone: form, subject, kind, seed, ...how, notes, verdicts })
}

const toText = (document: object): string => `${JSON.stringify(toPlain(document), null, 2)}\n`
