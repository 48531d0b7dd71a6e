import { type Curve, linePlot } from '../../report/plots/line-plot.ts'
import type { Point } from '../../report/plots/plot.ts'
import {
  type DensityPair,
  discriminatorValue,
  integral,
  jensenShannon,
  optimalLogits,
} from '../../statistics/divergences.ts'
import type { Findings, StudyContext } from '../study.ts'
import { discriminator } from './judges.ts'
import { gaussianDensities, scored, sigmoid } from './scores.ts'

/** The divergence of N(0, 1) and N(shift, 1) in nats, and the game's value, -log 4 + 2 JSD, to five digits. */
const published = [
  { shift: 0, divergence: 0, value: -1.38629 },
  { shift: 0.5, divergence: 0.03031, value: -1.32567 },
  { shift: 1, divergence: 0.11142, value: -1.16345 },
  { shift: 2, divergence: 0.33683, value: -0.71263 },
  { shift: 5, divergence: 0.67594, value: -0.03441 },
]
export const shifts = published.map(({ shift }) => shift)

/** Half of the last digit. */
const rounding = 5.01e-6
const bounds = { value: 2e-2, discriminator: 2e-2 }
const drawn = [1, 2, 5]
const reach = 4

interface Row {
  readonly shift: number
  readonly scores: ArrayLike<number>
  readonly reached: number
  readonly gaps: Readonly<Record<'divergence' | 'value' | 'trained' | 'discriminator', number>>
}

/** Discriminators by themselves arrive at p / (p + q), and at the value of the game. */
export async function table(context: StudyContext, steps: number): Promise<Findings> {
  const rows: Row[] = []
  for (const { shift, divergence, value } of published) {
    const pair = gaussianDensities(shift)
    const { scores } = await scored(context, discriminator, steps, shift)
    const optimum = discriminatorValue(pair, optimalLogits(pair))
    const reached = discriminatorValue(pair, scores)
    rows.push({
      shift,
      scores,
      reached,
      gaps: {
        divergence: Math.abs(jensenShannon(pair) - divergence),
        value: Math.abs(optimum - value),
        trained: Math.abs(optimum - reached),
        discriminator: distanceToOptimum(pair, scores),
      },
    })
  }
  const largest = (gap: keyof Row['gaps']) => Math.max(...rows.map(({ gaps }) => gaps[gap]))
  return {
    claims: [
      { name: 'JSD by quadrature, off the table', measured: largest('divergence'), bound: rounding },
      {
        name: "the game's value V* by quadrature, off the table",
        measured: largest('value'),
        bound: rounding,
      },
      { name: 'V of trained discriminators, off V*', measured: largest('trained'), bound: bounds.value },
      {
        name: 'trained discriminators, off p / (p + q), root mean square',
        measured: largest('discriminator'),
        bound: bounds.discriminator,
      },
    ],
    numbers: Object.fromEntries(
      rows.map(({ shift, reached }) => [`V of a trained discriminator, d = ${shift}`, reached]),
    ),
    figures: [
      {
        title: 'Trained discriminators',
        caption: `Of N(0, 1), real, and N(d, 1), generated: nets trained for ${steps} steps, each over the best discriminator of all, p / (p + q), dotted.`,
        ...linePlot([
          {
            title: 'The discriminator D(x)',
            x: { label: 'x', extent: [-reach, Math.max(...drawn) + reach] },
            y: { label: '', extent: [0, 1] },
            curves: rows
              .filter(({ shift }) => drawn.includes(shift))
              .flatMap(({ shift, scores }, colour) => curvesOf(shift, scores, colour)),
          },
        ]),
      },
    ],
  }
}

/** The root mean square of D - p / (p + q) under (p + q) / 2. */
function distanceToOptimum(pair: DensityPair, scores: ArrayLike<number>): number {
  const best = optimalLogits(pair)
  const mixture = (i: number) => (Math.exp(pair.logP[i]) + Math.exp(pair.logQ[i])) / 2
  const square = integral(pair, (i) => mixture(i) * (sigmoid(scores[i]) - sigmoid(best[i])) ** 2)
  return Math.sqrt(square)
}

function curvesOf(shift: number, scores: ArrayLike<number>, colour: number): Curve[] {
  const pair = gaussianDensities(shift)
  const best = optimalLogits(pair)
  const points = (logits: ArrayLike<number>) =>
    Array.from(pair.places, (x, i): Point => [x, sigmoid(logits[i])])
  return [
    { points: points(scores), colour, label: `d = ${shift}` },
    { points: points(best), style: 'dashed' },
  ]
}
