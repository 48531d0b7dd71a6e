import {
  discriminatorValue,
  jensenShannon,
  meanUnder,
  wassersteinOfDensities,
} from '../../statistics/divergences.ts'
import { wasserstein1 } from '../../statistics/wasserstein.ts'
import type { Findings, StudyContext } from '../study.ts'
import { contrast, growth, type Learned } from './distance-figures.ts'
import { discriminator, penalisedCritic } from './judges.ts'
import { linesApart } from './lines.ts'
import { gaussianDensities, scored, wayUp } from './scores.ts'

export interface DistanceBudget {
  readonly steps: number
  readonly shifts: readonly number[]
  readonly lines: readonly number[]
}

const farthest = 6
const samples = 4000
const bounds = { quadrature: 1e-9, flat: 1e-4, errors: 4, critic: 0.05, lines: 0.01 }

const distanceAt = (shift: number) => wassersteinOfDensities(gaussianDensities(shift))

/** What two distributions are apart, by heights at the same place and by places at the same height. */
export async function distances(context: StudyContext, budget: DistanceBudget): Promise<Findings> {
  const { steps, shifts, lines } = budget
  const grid = Array.from({ length: 10 * farthest + 1 }, (_, i) => i / 10)
  const ofGaussians: Learned[] = []
  for (const shift of shifts) ofGaussians.push({ shift, ...(await learned(context, steps, shift)) })
  const ofLines: Learned[] = []
  for (const shift of lines) ofLines.push({ shift, ...(await linesApart(context, steps, shift)) })
  const largest = (gaps: readonly number[]) => Math.max(...gaps.map(Math.abs))
  return {
    claims: [
      {
        name: 'W1 of the Gaussians by quadrature, off d',
        measured: largest(grid.map((shift) => distanceAt(shift) - shift)),
        bound: bounds.quadrature,
      },
      {
        name: 'JSD at d = 10, off log 2',
        measured: Math.abs(jensenShannon(gaussianDensities(10)) - Math.LN2),
        bound: bounds.flat,
      },
      {
        name: 'W1 of sorted samples, off d, in errors',
        measured: largest(shifts.map((shift) => errorsOfSamples(context, shift))),
        bound: bounds.errors,
      },
      {
        name: 'W1 by trained critics over their largest slope, off d, of d',
        measured: largest(ofGaussians.map(({ shift, distance }) => distance / shift - 1)),
        bound: bounds.critic,
      },
      {
        name: 'parallel lines: JSD by trained discriminators, off log 2',
        measured: largest(ofLines.map(({ divergence }) => divergence - Math.LN2)),
        bound: bounds.lines,
      },
      {
        name: 'parallel lines: W1 by trained critics over their largest slope, off d, of d',
        measured: largest(ofLines.map(({ shift, distance }) => distance / shift - 1)),
        bound: bounds.critic,
      },
    ],
    numbers: Object.fromEntries([
      ...ofGaussians.map(({ shift, distance }) => [`W1 by a trained critic, d = ${shift}`, distance]),
      ...ofLines.map(({ shift, distance }) => [`W1 of lines by a trained critic, d = ${shift}`, distance]),
      ...ofLines.map(({ shift, divergence }) => [
        `JSD of lines by a trained discriminator, d = ${shift}`,
        divergence,
      ]),
    ]),
    figures: [contrast(2), growth(farthest, ofGaussians, ofLines)],
  }
}

/** Both distances as a discriminator and a critic have learned them; each is at most the true one. */
async function learned(context: StudyContext, steps: number, shift: number) {
  const pair = gaussianDensities(shift)
  const way = await wayUp(context, steps, shift)
  const { scores } = await scored(context, discriminator, steps, shift)
  const critic = await scored(context, (pair) => penalisedCritic(pair, way), steps, shift)
  const mean = (side: 'p' | 'q') => meanUnder(side, pair, (i) => critic.scores[i])
  return {
    divergence: (discriminatorValue(pair, scores) + Math.log(4)) / 2,
    distance: (mean('p') - mean('q')) / Math.max(...Array.from(critic.slopes, Math.abs)),
  }
}

/** How far the distance of sorted samples is from the truth; where sets hardly cross it is the difference of their means. */
function errorsOfSamples({ random }: StudyContext, shift: number): number {
  const draw = (side: string, mean: number) =>
    random
      .split(`${side} samples, ${shift}`)
      .normal(samples)
      .map((z) => z + mean)
  return (wasserstein1(draw('real', 0), draw('generated', shift)) - shift) / Math.sqrt(2 / samples)
}
