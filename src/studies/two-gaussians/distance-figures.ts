import { type Curve, type LinePanel, linePlot } from '../../report/plots/line-plot.ts'
import type { Point } from '../../report/plots/plot.ts'
import { distributionFunctions, jensenShannon } from '../../statistics/divergences.ts'
import type { Findings } from '../study.ts'
import { gaussianDensities } from './scores.ts'

/** What judges have learned of two distributions that are a shift apart. */
export interface Learned {
  readonly shift: number
  readonly divergence: number
  readonly distance: number
}

type Picture = Findings['figures'][number]

/** What either distance compares, on two Gaussians a shift apart. */
export const contrast = (shift: number): Picture => ({
  title: 'Jensen-Shannon is vertical, Wasserstein horizontal',
  caption:
    'One compares how high two densities are at the same place, the other how far apart the places are that have the same share of each below them.',
  ...linePlot([vertical(shift), horizontal(shift)]),
})

/** Both distances against the shift, exact, and as judges have learned them. */
export const growth = (
  farthest: number,
  gaussians: readonly Learned[],
  lines: readonly Learned[],
): Picture => ({
  title: 'What a shift does to either',
  caption:
    'JSD goes to log 2 = 0.693 and stays there; for distributions that never overlap it is there at once. Dots: trained judges, (V + log 4) / 2 of a discriminator, and of a critic the difference of its means over its largest slope.',
  ...linePlot([ofGaussians(farthest, gaussians), ofLines(lines)]),
})

const ofGaussians = (farthest: number, learned: readonly Learned[]): LinePanel => {
  const shifts = Array.from({ length: 10 * farthest + 1 }, (_, i) => i / 10)
  return {
    title: 'N(0, 1) and N(d, 1)',
    x: { label: 'shift d', extent: [0, farthest] },
    y: { label: '', extent: [0, farthest + 0.5] },
    curves: growths(
      shifts.map((shift): Point => [shift, jensenShannon(gaussianDensities(shift))]),
      shifts.map((shift): Point => [shift, shift]),
      learned,
    ),
  }
}

/** At 0 the segments are the same, and next to it they have nothing in common. */
const ofLines = (learned: readonly Learned[]): LinePanel => ({
  title: 'Two parallel segments of length 1',
  x: { label: 'shift d', extent: [-1, 1] },
  y: { label: '', extent: [0, 1.1] },
  curves: [
    ...growths(
      [-1, 0, Number.NaN, 0, 1].map((shift): Point => [shift, Math.LN2]),
      [-1, 0, 1].map((shift): Point => [shift, Math.abs(shift)]),
      learned,
    ),
    { points: [[0, 0]], colour: 0, style: 'dots' },
  ],
})

const growths = (
  divergence: readonly Point[],
  distance: readonly Point[],
  learned: readonly Learned[],
): Curve[] => [
  { points: divergence, colour: 0, label: 'JSD, nats' },
  { points: distance, colour: 1, label: 'W1' },
  { points: learned.map(({ shift, divergence }): Point => [shift, divergence]), colour: 0, style: 'dots' },
  { points: learned.map(({ shift, distance }): Point => [shift, distance]), colour: 1, style: 'dots' },
]

/** The densities, and what lies between them at the same place. */
function vertical(shift: number): LinePanel {
  const { places, logP, logQ } = gaussianDensities(shift)
  const [p, q] = [logP, logQ].map((log) => log.map(Math.exp))
  const strokes = Array.from(places.keys())
    .filter((i) => i % 8 === 0)
    .flatMap((i): Point[] => [
      [places[i], p[i]],
      [places[i], q[i]],
    ])
  return {
    title: 'Heights at the same place',
    x: { label: 'x', extent: [-4, shift + 4] },
    y: { label: 'density', extent: [0, 0.45] },
    curves: [{ points: strokes, style: 'strokes' }, ...twoCurves(places, p, q)],
  }
}

/** The distribution functions, and what lies between them at the same height: the shift. */
function horizontal(shift: number): LinePanel {
  const pair = gaussianDensities(shift)
  const [ofP, ofQ] = distributionFunctions(pair)
  const quantile = (of: Float64Array, level: number) => pair.places[of.findIndex((share) => share >= level)]
  const levels = Array.from({ length: 19 }, (_, i) => (i + 1) / 20)
  const strokes = levels.flatMap((level): Point[] => [
    [quantile(ofP, level), level],
    [quantile(ofQ, level), level],
  ])
  return {
    title: 'Places at the same height',
    x: { label: 'x', extent: [-4, shift + 4] },
    y: { label: 'share below x', extent: [0, 1] },
    curves: [{ points: strokes, style: 'strokes' }, ...twoCurves(pair.places, ofP, ofQ)],
  }
}

const twoCurves = (places: Float64Array, p: Float64Array, q: Float64Array): Curve[] => [
  { points: Array.from(places, (x, i): Point => [x, p[i]]), colour: 0, label: 'p, real' },
  { points: Array.from(places, (x, i): Point => [x, q[i]]), colour: 1, label: 'q, generated' },
]
