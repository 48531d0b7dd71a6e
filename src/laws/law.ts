import type fc from 'fast-check'
import type { Kind } from '../models/model.ts'
import type { Subject } from '../subjects/subject.ts'

/**
 * By what means laws tell right from wrong. Laws of one nature may share a blind spot; those of different natures seldom do.
 *
 *   form          shapes, ranges, finite numbers
 *   definition    the declared formula, computed apart
 *   identity      what functions have to do with each other, or with themselves elsewhere; inequalities
 *   derivative    slopes and Jacobians
 *   expectation   integrals by quadrature, means over draws
 *   statistics    how draws are distributed
 *   independence  what must not matter does not: the rest of the batch
 *   dependence    what must matter does
 *   extremes      huge inputs
 *   optimum       what training must reach, known in closed form
 */
export const natures = [
  'form',
  'definition',
  'identity',
  'derivative',
  'expectation',
  'statistics',
  'independence',
  'dependence',
  'extremes',
  'optimum',
] as const
export type Nature = (typeof natures)[number]

/**
 * A mathematical property of a kind of model, stated once. The property tests hold our models to it on every engine;
 * `touchstone check` holds anybody's.
 */
export interface Law<Case = unknown> {
  /** 'flow/log-dets-cancel' */
  readonly name: string
  readonly nature: Nature
  /** 'log|det dz/dx| + log|det dx/dz| = 0 at z = z(x)' */
  readonly statement: string
  /** Where it comes from. */
  readonly source: string
  readonly kind: Kind
  /** The functions without which it does not apply. */
  readonly needs: readonly string[]
  /** Why it does not apply to a subject that has those functions; undefined where it does. */
  readonly exempts?: (subject: Subject) => string | undefined | Promise<string | undefined>
  /** What to try, shrinkable. */
  readonly cases: (subject: Subject) => fc.Arbitrary<Case>
  /** How many cases to try; 1 where a case is all there is. */
  readonly runs: number
  /** How many of a subject that is large; `runs` unless told. */
  readonly runsOf?: (subject: Subject) => number
  readonly residual: (subject: Subject, at: Case) => Promise<Residual>
  /** Wrong subjects, made of a right one, that the law must reject. */
  readonly violators: readonly Violator[]
}

/** How far a subject departs from a law, beside how far arithmetic alone may carry it. */
export interface Residual {
  readonly error: number
  readonly tolerance: number
  /** The worst sample, small enough to print. */
  readonly at?: unknown
  /** Why the measurement says nothing, where it says nothing: identity weights, a degenerate shape. */
  readonly inconclusive?: string
  /** The known mistake whose numbers these are: 'log_det has the sign of the other direction'. */
  readonly diagnosis?: string
}

export interface Violator {
  readonly name: string
  readonly make: (right: Subject) => Subject
}

export const outcomes = ['pass', 'fail', 'not applicable', 'inconclusive', 'error'] as const
export type Outcome = (typeof outcomes)[number]

/** What a law says of a subject. `error` and `tolerance` are the worst case's; both are absent where nothing was measured. */
export interface Verdict {
  readonly law: string
  readonly verdict: Outcome
  readonly error?: number
  readonly tolerance?: number
  readonly at?: unknown
  readonly reason?: string
  readonly diagnosis?: string
  readonly seed: number
  /** With the seed, where the counterexample stands among the cases; `RunOptions.path` goes back to it. */
  readonly path?: string
}
