import { type Curve, type LinePanel, linePlot } from '../../report/plots/line-plot.ts'
import type { Point } from '../../report/plots/plot.ts'
import {
  discriminatorValue,
  distributionFunctions,
  jensenShannon,
  meanUnder,
  wassersteinOfDensities,
} from '../../statistics/divergences.ts'
import { wasserstein1 } from '../../statistics/wasserstein.ts'
import type { Findings, StudyContext } from '../study.ts'
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

const divergenceAt = (shift: number) => jensenShannon(gaussianDensities(shift))
const distanceAt = (shift: number) => wassersteinOfDensities(gaussianDensities(shift))

/** What two distributions are apart, by heights at the same place and by places at the same height. */
export async function distances(context: StudyContext, budget: DistanceBudget): Promise<Findings> {
  const { steps, shifts, lines } = budget
  const grid = Array.from({ length: 10 * farthest + 1 }, (_, i) => i / 10)
  const found = []
  for (const shift of shifts) found.push({ shift, ...(await learned(context, steps, shift)) })
  const apart = []
  for (const shift of lines) apart.push({ shift, ...(await linesApart(context, steps, shift)) })
  const largest = (gaps: readonly number[]) => Math.max(...gaps.map(Math.abs))
  return {
    claims: [
      {
        name: 'W1 of the Gaussians by quadrature, off d',
        measured: largest(grid.map((shift) => distanceAt(shift) - shift)),
        bound: bounds.quadrature,
      },
      {
        name: 'JSD at d = 10: off log 2',
        measured: Math.abs(divergenceAt(10) - Math.LN2),
        bound: bounds.flat,
      },
      {
        name: 'W1 of sorted samples, off d, in errors',
        measured: largest(shifts.map((shift) => errorsOfSamples(context, shift))),
        bound: bounds.errors,
      },
      {
        name: 'W1 by trained critics over their largest slope, off d, of d',
        measured: largest(found.map(({ shift, distance }) => distance / shift - 1)),
        bound: bounds.critic,
      },
      {
        name: 'parallel lines: JSD by trained discriminators, off log 2',
        measured: largest(apart.map(({ divergence }) => divergence - Math.LN2)),
        bound: bounds.lines,
      },
      {
        name: 'parallel lines: W1 by trained critics over their largest slope, off d, of d',
        measured: largest(apart.map(({ shift, distance }) => distance / shift - 1)),
        bound: bounds.critic,
      },
    ],
    numbers: Object.fromEntries([
      ...found.map(({ shift, distance }) => [`W1 by a trained critic, d = ${shift}`, distance]),
      ...apart.map(({ shift, distance }) => [`W1 of lines by a trained critic, d = ${shift}`, distance]),
      ...apart.map(({ shift, divergence }) => [
        `JSD of lines by a trained discriminator, d = ${shift}`,
        divergence,
      ]),
    ]),
    figures: [
      {
        title: 'Jensen-Shannon is vertical, Wasserstein horizontal',
        caption:
          'One compares how high two densities are at the same place, the other how far apart the places are that have the same share of each below them.',
        ...linePlot([vertical(2), horizontal(2)]),
      },
      {
        title: 'What a shift does to either',
        caption: `JSD goes to log 2 = 0.693 and stays there; for distributions that never overlap it is there at once. Dots: trained judges, (V + log 4) / 2 of a discriminator, and of a critic the difference of its means over its largest slope.`,
        ...linePlot([
          growth(
            'N(0, 1) and N(d, 1)',
            [0, farthest],
            [0, farthest + 0.5],
            [
              ...exactly(
                grid.map((shift) => [shift, divergenceAt(shift)]),
                grid.map((shift) => [shift, distanceAt(shift)]),
              ),
              ...learnt(found),
            ],
          ),
          growth(
            'Two parallel segments of length 1',
            [-1, 1],
            [0, 1.1],
            [
              ...exactly(
                offZero.map((shift) => [shift, Math.LN2]),
                [-1, 0, 1].map((shift) => [shift, Math.abs(shift)]),
              ),
              { points: [[0, 0]], colour: 0, style: 'dots' },
              ...learnt(apart),
            ],
          ),
        ]),
      },
    ],
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

const offZero = [-1, -1e-3, Number.NaN, 1e-3, 1]

const exactly = (divergence: readonly Point[], distance: readonly Point[]): Curve[] => [
  { points: divergence, colour: 0, label: 'JSD, nats' },
  { points: distance, colour: 1, label: 'W1' },
]

const learnt = (found: readonly { shift: number; divergence: number; distance: number }[]): Curve[] => [
  { points: found.map(({ shift, divergence }) => [shift, divergence]), colour: 0, style: 'dots' },
  { points: found.map(({ shift, distance }) => [shift, distance]), colour: 1, style: 'dots' },
]

const growth = (title: string, across: Point, up: Point, curves: readonly Curve[]): LinePanel => ({
  title,
  x: { label: 'shift d', extent: across },
  y: { label: '', extent: up },
  curves,
})

/** The densities, and what lies between them at the same place. */
function vertical(shift: number): LinePanel {
  const { places, logP, logQ } = gaussianDensities(shift)
  const [p, q] = [logP, logQ].map((log) => log.map(Math.exp))
  const every = Array.from(places.keys()).filter((i) => i % 8 === 0)
  return {
    title: 'Heights at the same place',
    x: { label: 'x', extent: [-4, shift + 4] },
    y: { label: 'density', extent: [0, 0.45] },
    curves: [
      {
        points: every
          .filter((i) => Math.abs(places[i] - shift / 2) <= 3 + shift / 2)
          .flatMap((i): Point[] => [
            [places[i], p[i]],
            [places[i], q[i]],
          ]),
        style: 'strokes',
      },
      ...twoCurves(places, p, q),
    ],
  }
}

/** The distribution functions, and what lies between them at the same height: the shift. */
function horizontal(shift: number): LinePanel {
  const pair = gaussianDensities(shift)
  const [ofP, ofQ] = distributionFunctions(pair)
  const quantile = (of: Float64Array, level: number) => pair.places[of.findIndex((share) => share >= level)]
  const levels = Array.from({ length: 19 }, (_, i) => (i + 1) / 20)
  return {
    title: 'Places at the same height',
    x: { label: 'x', extent: [-4, shift + 4] },
    y: { label: 'share below x', extent: [0, 1] },
    curves: [
      {
        points: levels.flatMap((level): Point[] => [
          [quantile(ofP, level), level],
          [quantile(ofQ, level), level],
        ]),
        style: 'strokes',
      },
      ...twoCurves(pair.places, ofP, ofQ),
    ],
  }
}

const twoCurves = (places: Float64Array, p: Float64Array, q: Float64Array): Curve[] => [
  { points: Array.from(places, (x, i): Point => [x, p[i]]), colour: 0, label: 'p, real' },
  { points: Array.from(places, (x, i): Point => [x, q[i]]), colour: 1, label: 'q, generated' },
]
