import fc from 'fast-check'
import type { Subject } from '../subjects/subject.ts'
import type { Law, Residual, Verdict } from './law.ts'
import { holds, ratio } from './measure.ts'

export { holds } from './measure.ts'

export interface RunOptions {
  readonly seed: number
  /** How many cases, in place of the law's own number. */
  readonly runs?: number
  /** How many times the law's own number of cases; 1 where not said. Where a case is all there is, it stays one. */
  readonly effort?: number
  /** The numbers of the cases to try, as they are drawn; all of them where not said. */
  readonly only?: ReadonlySet<number>
  /** A verdict's `path`: with its seed, tries that one case again. */
  readonly path?: string
  /** Milliseconds for the whole law; 60 000 where not said. */
  readonly timeLimit?: number
  /** Milliseconds to look for a smaller counterexample; 5 000 where not said. */
  readonly shrinkTime?: number
}

/** Holds a subject to a law. A subject that cannot be run gives the verdict 'error', and the other laws go on. */
export async function runLaw<Case>(law: Law<Case>, subject: Subject, options: RunOptions): Promise<Verdict> {
  const base = { law: law.name, seed: options.seed }
  try {
    const reason = await whyNotApplicable(law, subject)
    if (reason !== undefined) return { ...base, verdict: 'not applicable', reason }
    return { ...base, ...(await search(law, subject, options)) }
  } catch (error) {
    return { ...base, verdict: 'error', reason: messageOf(error) }
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

async function whyNotApplicable<Case>(law: Law<Case>, subject: Subject): Promise<string | undefined> {
  if (law.kind !== subject.kind) return `a law of kind ${law.kind}; the subject is of kind ${subject.kind}`
  const lacking = law.needs.filter((name) => !(name in subject.functions))
  if (lacking.length > 0) return `the subject gives no ${lacking.join(', ')}`
  return law.exempts?.(subject)
}

type Found = Omit<Verdict, 'law' | 'seed'>

/** How many cases of a law are tried of a subject. */
export function caseCount<Case>(
  law: Law<Case>,
  subject: Subject,
  { runs, effort = 1 }: Pick<RunOptions, 'runs' | 'effort'>,
): number {
  const own = law.runsOf?.(subject) ?? law.runs
  return runs ?? (law.runs === 1 ? 1 : Math.max(1, Math.round(effort * own)))
}

/** A smaller counterexample counts only where it fails by this many tolerances, or as many as the first one did. */
const clearly = 100

/** What has been seen so far, over all cases. */
interface Seen {
  /** How many were drawn, and of these tried. */
  drawn: number
  cases: number
  worst?: Residual
  inconclusive?: string
  /** The smallest counterexample yet, how clear the first was, and when to stop looking for a smaller one. */
  failure?: { residual: Residual; at: unknown; readonly clear: number; readonly deadline: number }
  crash?: string
}

async function search<Case>(law: Law<Case>, subject: Subject, options: RunOptions): Promise<Found> {
  const { seed, path, only, timeLimit = 60_000, shrinkTime = 5_000 } = options
  const runs = caseCount(law, subject, options)
  const seen: Seen = { drawn: 0, cases: 0 }
  const property = fc.asyncProperty(law.cases(subject), async (at) => {
    const isElsewhere = only && !seen.failure && !only.has(seen.drawn++)
    return isElsewhere || isFine(law, subject, at, seen, shrinkTime)
  })
  const details = await fc.check(property, {
    seed,
    numRuns: runs,
    interruptAfterTimeLimit: timeLimit,
    ...(path === undefined ? {} : { path }),
  })
  const { counterexamplePath } = details
  if (seen.crash !== undefined) return { verdict: 'error', reason: seen.crash }
  if (seen.failure) {
    const { residual, at } = seen.failure
    const replay = counterexamplePath === null ? {} : { path: counterexamplePath }
    const reason = residual.diagnosis ? undefined : await natureOf(law, subject, at as Case, residual)
    return { verdict: 'fail', ...shown(residual), ...replay, ...(reason ? { reason } : {}) }
  }
  if (seen.cases === 0) return { verdict: 'error', reason: `no answer within ${timeLimit / 1000} s` }
  if (!seen.worst)
    return { verdict: 'inconclusive', reason: seen.inconclusive ?? 'nothing could be measured' }
  const due = only?.size ?? runs
  const cut = seen.cases < due && path === undefined
  const note = cut ? { reason: `time for ${seen.cases} of ${due} cases` } : {}
  return { verdict: 'pass', ...shown(seen.worst), ...note }
}

/** Tries one case. False is a counterexample, for which fast-check then seeks a smaller one. */
async function isFine<Case>(law: Law<Case>, subject: Subject, at: Case, seen: Seen, shrinkTime: number) {
  const { failure } = seen
  if (seen.crash !== undefined || (failure && performance.now() >= failure.deadline)) return true
  let residual: Residual
  try {
    residual = { at, ...(await law.residual(subject, at)) }
  } catch (error) {
    if (!failure) seen.crash = messageOf(error)
    return failure !== undefined
  }
  seen.cases++
  if (residual.inconclusive !== undefined) {
    seen.inconclusive ??= residual.inconclusive
    return true
  }
  if (!seen.worst || ratio(residual) > ratio(seen.worst)) seen.worst = residual
  if (holds(residual) || (failure && ratio(residual) < failure.clear)) return true
  const clear = failure?.clear ?? Math.min(ratio(residual), clearly)
  seen.failure = { residual, at, clear, deadline: failure?.deadline ?? performance.now() + shrinkTime }
  return false
}

/**
 * Whether it is the mathematics that is wrong, or the arithmetic: the same case, on the subject's twin in float64.
 * Undefined where it has none, or that says nothing.
 */
async function natureOf<Case>(
  law: Law<Case>,
  { precise }: Subject,
  at: Case,
  residual: Residual,
): Promise<string | undefined> {
  if (!precise) return undefined
  const exact = await law.residual(precise, at).catch(() => undefined)
  if (!exact || exact.inconclusive !== undefined) return undefined
  if (!holds(exact)) {
    return Number.isFinite(exact.error)
      ? 'wrong mathematics: it is so in float64, too'
      : 'no finite number, in float64 either: something overflows, or a logarithm or a quotient is of 0'
  }
  return ratio(residual) < plainly
    ? 'imprecise arithmetic, or an ill-conditioned input: the same model is right in float64'
    : 'imprecise arithmetic: the same model is right in float64'
}

/** A failure by so many tolerances is no matter of the input's condition, which tolerances account for. */
const plainly = 10

function shown({ error, tolerance, at, diagnosis }: Residual): Omit<Found, 'verdict'> {
  return {
    error,
    tolerance,
    ...(at === undefined ? {} : { at }),
    ...(diagnosis === undefined ? {} : { diagnosis }),
  }
}
