import type { Random } from '../../data/random.ts'
import type { Subject } from '../../subjects/subject.ts'
import { type Draw, draws, inputsOf, randomOf } from '../adversarial/cases.ts'
import { callRows, scalars } from '../calls.ts'
import type { Residual } from '../law.ts'
import { sigmoid } from '../logistic.ts'
import { inconclusive } from '../measure.ts'
import { unitRoundoff } from '../tolerances.ts'
import { mapCells } from '../violators.ts'
import { ganLaw } from './define.ts'
import { scoreOf } from './losses.ts'

/** How far samples lie from 0, from the usual to where every network of ramps has saturated a sigmoid. */
const distances = [1, 10, 1e3, 1e5]
const samplesEach = 8

export const scoresAsDeclared = ganLaw<Draw>({
  name: 'gan/scores-as-declared',
  nature: 'form',
  statement: 'probabilities lie in [0, 1]; logits do not saturate at its ends',
  source: 'Goodfellow et al. 2014, section 3: D(x) is a probability; a logit is what its sigmoid is taken of',
  needs: ['discriminate'],
  cases: draws,
  runs: 4,
  async residual(subject, draw) {
    const scores = await farScores(subject, randomOf(draw))
    const outside = Math.max(...scores.map((score) => Math.max(-score, score - 1)))
    if (scoreOf(subject) === 'logits') return ofLogits(scores, outside)
    const isLogit = outside > 1e-3
    return {
      error: Math.max(0, outside),
      tolerance: 8 * unitRoundoff[subject.precision],
      ...(isLogit ? { diagnosis: 'the scores are logits, where probabilities are declared' } : {}),
    }
  },
  violators: {
    'a sigmoid is part of the score': {
      discriminate: ({ score }, _, right) => ({ score: mapCells(score, sigmoidWhereLogit(right)) }),
    },
    'the scores of one kind are given as the other': {
      discriminate: ({ score }, _, right) => ({
        score: mapCells(score, scoreOf(right) === 'logits' ? sigmoid : (p) => Math.log(p / (1 - p))),
      }),
    },
    'a score is no number': {
      discriminate: ({ score }) => ({ score: mapCells(score, (cell, n) => (n === 0 ? Number.NaN : cell)) }),
    },
  },
})

const sigmoidWhereLogit = (right: Subject) => (score: number) =>
  scoreOf(right) === 'logits' ? sigmoid(score) : 2 * score - 0.5

async function farScores(subject: Subject, random: Random): Promise<number[]> {
  const found: number[] = []
  for (const distance of distances) {
    const inputs = inputsOf(subject, 'discriminate', random.split(`${distance}`), samplesEach, distance)
    found.push(...scalars((await callRows(subject, 'discriminate', inputs)).score))
  }
  return found
}

/** A sigmoid shows where it saturates: no score is outside [0, 1], and far away many are at its ends. */
function ofLogits(scores: readonly number[], outside: number): Residual {
  if (Number.isNaN(outside)) return { error: Number.NaN, tolerance: 0 }
  if (outside > 0) return { error: 0, tolerance: 0 }
  const saturated = scores.filter((score) => Math.min(score, 1 - score) < 1e-6).length
  if (saturated === 0 || new Set(scores).size === 1)
    return inconclusive('all scores lie in [0, 1], as logits may and probabilities must')
  return {
    error: saturated,
    tolerance: 0,
    at: { scores: scores.slice(0, 4) },
    diagnosis: 'the scores are probabilities, where logits are declared: a sigmoid will be taken twice',
  }
}
