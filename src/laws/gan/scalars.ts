import type { Random } from '../../data/random.ts'
import type { Subject } from '../../subjects/subject.ts'
import { batchOf, gridded } from '../adversarial/cases.ts'
import { sumRoundoff } from '../vae/roundoff.ts'
import { meanOf } from '../adversarial/calls.ts'
import { scoreOf } from './losses.ts'

/** So many deviations from 0: scores of an undecided discriminator, and of a decided one. */
export const spans = [1, 4, 16] as const

/** Scores of a batch, in numbers that float32 holds: normal logits, or probabilities from an eighth to seven. */
export function drawScores(subject: Subject, random: Random, span = 1, count = batchOf(subject)): number[] {
  return scoreOf(subject) === 'probability'
    ? Array.from(random.uniform(count), (u) => gridded(0.125 + 0.75 * u))
    : Array.from(random.normal(count), (s) => gridded(span * s))
}

/** Rounding of a mean of terms of such scores: a logarithm near 0 is known to a rounding of 1. */
export const lossRoundoff = (subject: Subject, scores: readonly number[], terms: number): number =>
  sumRoundoff(subject, scores.length, 2 + terms + meanOf(scores.map((score) => Math.min(score ** 2, 4 + 4 * Math.abs(score)))))
