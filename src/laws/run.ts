import fc from 'fast-check'
import type { Subject } from '../subjects/subject.ts'
import type { Law, Residual, Verdict } from './law.ts'

export interface RunOptions {
  readonly seed: number
  /** How many cases, in place of the law's own number. */
  readonly runs?: number
}

/** Holds a subject to a law. A subject that cannot be run gives the verdict 'error', and the other laws go on. */
export async function runLaw<Case>(law: Law<Case>, subject: Subject, options: RunOptions): Promise<Verdict> {
  const base = { law: law.name, seed: options.seed }
  const reason = whyNotApplicable(law, subject)
  if (reason !== undefined) return { ...base, verdict: 'not applicable', reason }
  try {
    return { ...base, ...(await measure(law, subject, options)) }
  } catch (error) {
    return { ...base, verdict: 'error', reason: error instanceof Error ? error.message : String(error) }
  }
}

function whyNotApplicable<Case>(law: Law<Case>, subject: Subject): string | undefined {
  const lacking = law.needs.filter((name) => !(name in subject.functions))
  if (lacking.length > 0) return `the subject gives no ${lacking.join(', ')}`
  return law.exempts?.(subject)
}

type Measured = Pick<Verdict, 'verdict' | 'error' | 'tolerance' | 'at' | 'reason'>

/** A crash is told apart from a failed law: the first stops the search, the second is shrunk. */
class SubjectError extends Error {}

async function measure<Case>(
  law: Law<Case>,
  subject: Subject,
  { seed, runs }: RunOptions,
): Promise<Measured> {
  let worst: Residual | undefined
  let inconclusive: string | undefined
  const property = fc.asyncProperty(law.cases(subject), async (at) => {
    const residual = await law.residual(subject, at).catch((error: unknown) => {
      throw new SubjectError(error instanceof Error ? error.message : String(error))
    })
    inconclusive ??= residual.inconclusive
    if (residual.inconclusive === undefined && isWorse(residual, worst)) worst = residual
    return residual.inconclusive !== undefined || holds(residual)
  })
  const details = await fc.check(property, {
    seed,
    numRuns: runs ?? law.runs,
    interruptAfterTimeLimit: 60_000,
  })
  if (details.errorInstance instanceof SubjectError)
    return { verdict: 'error', reason: details.errorInstance.message }
  if (!worst) return { verdict: 'inconclusive', reason: inconclusive ?? 'no case could be measured' }
  const { error, tolerance } = worst
  const measured = { error, tolerance, ...(worst.at === undefined ? {} : { at: worst.at }) }
  if (details.failed) return { verdict: 'fail', ...measured }
  return { verdict: 'pass', ...measured }
}

/** NaN never passes. */
export const holds = ({ error, tolerance }: Residual): boolean => error <= tolerance

const ratio = ({ error, tolerance }: Residual): number =>
  Number.isNaN(error)
    ? Number.POSITIVE_INFINITY
    : tolerance > 0
      ? error / tolerance
      : error > 0
        ? Number.POSITIVE_INFINITY
        : 0

const isWorse = (residual: Residual, than: Residual | undefined): boolean =>
  than === undefined || ratio(residual) > ratio(than)
