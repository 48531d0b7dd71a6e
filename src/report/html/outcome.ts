import type { Outcome } from '../../laws/law.ts'
import { type Markup, markup } from '../markup.ts'
import { marks } from '../show.ts'

/** An outcome as a class name. */
export const classOf = (outcome: Outcome): string => outcome.replace(' ', '-')

/** The outcome's mark for the eye, and its word for a screen reader. */
export const renderMark = (outcome: Outcome): Markup =>
  markup`<span class="mark ${classOf(outcome)}" aria-hidden="true">${marks[outcome]}</span><span class="unseen">${outcome}</span>`
