import { type Outcome, outcomes } from '../laws/law.ts'

/** What one check says of one model on one engine. */
export interface Row {
  readonly model: string
  readonly engine: string
  readonly kind: 'golden' | 'law' | 'study'
  readonly name: string
  readonly error?: number
  readonly tolerance?: number
  readonly verdict: Outcome
  readonly reason?: string
  /** The worst case that was met. */
  readonly at?: unknown
  /** The command that repeats this check alone. */
  readonly replay?: string
}

export type Counts = Readonly<Record<Outcome, number>>

/** How many rows came out each way. */
export function countsOf(rows: readonly Row[]): Counts {
  const counts: Record<Outcome, number> = {
    pass: 0,
    fail: 0,
    'not applicable': 0,
    inconclusive: 0,
    error: 0,
  }
  for (const { verdict } of rows) counts[verdict]++
  return counts
}

/**
 * The exit code: 0 where every check that applies holds and at least one does, 1 where one fails, 2 where there is
 * something that could not be tested, or was tested without an answer. A failure is knowledge and an error is the want of it, so a failure wins.
 */
export function exitCodeOf(rows: readonly Row[]): 0 | 1 | 2 {
  const counts = countsOf(rows)
  if (counts.fail > 0) return 1
  if (counts.error > 0 || counts.inconclusive > 0) return 2
  return counts.pass > 0 ? 0 : 2
}

/** '128 rows: 120 pass, 0 fail, 8 not applicable': passes and failures always, the rest where there are any. */
export function summaryOf(rows: readonly Row[]): string {
  const counts = countsOf(rows)
  const parts = outcomes
    .filter((outcome) => outcome === 'pass' || outcome === 'fail' || counts[outcome] > 0)
    .map((outcome) => `${counts[outcome]} ${outcome}`)
  return `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}: ${parts.join(', ')}`
}

/** The rows that someone has to look at, failures first. */
export const troublesOf = (rows: readonly Row[]): readonly Row[] =>
  (['fail', 'error', 'inconclusive'] as const).flatMap((outcome) =>
    rows.filter(({ verdict }) => verdict === outcome),
  )
