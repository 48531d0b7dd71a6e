import type { Subject } from '../../subjects/subject.ts'
import { unitRoundoff } from '../tolerances.ts'

/**
 * Roundings that may pile up along a network of a few layers, as the laws of flows allow; everything else about such a
 * tolerance is measured.
 */
const networkRoundings = 256

/** What a network's rounding may make of a result with a condition (change for a unit of relative change) so great. */
export const networkRoundoff = (subject: Subject, condition: number): number =>
  networkRoundings * unitRoundoff[subject.precision] * condition

/**
 * What rounding may make of a sum of `count` terms, of absolute sum `terms`: each takes part in at most count - 1
 * additions, and has 16 roundings of its own, exp and log good to four units among them (Higham 2002, eq. 4.4).
 */
export const sumRoundoff = (subject: Subject, count: number, terms: number): number =>
  (count + 16) * unitRoundoff[subject.precision] * terms
