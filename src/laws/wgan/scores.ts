import type { Random } from '../../data/random.ts'
import type { Subject } from '../../subjects/subject.ts'
import { meanOf } from '../adversarial/calls.ts'
import { batchOf, gridded } from '../adversarial/cases.ts'
import { sumRoundoff } from '../vae/roundoff.ts'

/** Scores of a critic, which have no scale of their own, on a grid that float32 holds. */
export const drawScores = (subject: Subject, random: Random): number[] =>
  Array.from(random.normal(batchOf(subject)), (s) => gridded(8 * s + 3))

export const lossRoundoff = (subject: Subject, ...scores: readonly (readonly number[])[]): number =>
  sumRoundoff(subject, scores[0].length, 1 + scores.reduce((sum, all) => sum + meanOf(all.map(Math.abs)), 0))
