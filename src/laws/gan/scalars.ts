import fc from 'fast-check'
import type { Random } from '../../data/random.ts'
import type { Subject } from '../../subjects/subject.ts'
import { meanOf } from '../adversarial/calls.ts'
import { batchOf, type Draw, gridded } from '../adversarial/cases.ts'
import { sumRoundoff } from '../vae/roundoff.ts'
import { scoreOf } from './losses.ts'

/** Scores to draw, so many deviations from 0: those of an undecided discriminator, and of a decided one. */
export interface Spanned extends Draw {
  readonly span: number
}

export const spans = (): fc.Arbitrary<Spanned> =>
  fc.record({ seed: fc.noShrink(fc.nat(2 ** 31 - 1)), span: fc.constantFrom(1, 4, 16) })

/** Scores of a batch, in numbers that float32 holds: normal logits, or probabilities from an eighth to seven. */
export const drawScores = (subject: Subject, random: Random, span = 1): number[] =>
  scoreOf(subject) === 'probability'
    ? drawInside(random, batchOf(subject))
    : Array.from(random.normal(batchOf(subject)), (s) => gridded(span * s))

/** Scores that no loss is indifferent to, whatever they stand for: from an eighth to seven. */
export const drawInside = (random: Random, count: number): number[] =>
  Array.from(random.uniform(count), (u) => gridded(0.125 + 0.75 * u))

/** Rounding of a mean of terms, of so great a mean, of scores: a logarithm near 0 is known to a rounding of 1. */
export const lossRoundoff = (subject: Subject, terms: number, ...scores: readonly (readonly number[])[]) =>
  sumRoundoff(
    subject,
    scores[0].length,
    2 + Math.abs(terms) + scores.reduce((sum, all) => sum + meanOf(all.map(Math.abs)), 0),
  )
