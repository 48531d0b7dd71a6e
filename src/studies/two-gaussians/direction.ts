import { type LinePanel, linePlot } from '../../report/plots/line-plot.ts'
import type { Point } from '../../report/plots/plot.ts'
import { discriminatorValue, meanUnder, optimalLogits } from '../../statistics/divergences.ts'
import type { Findings, StudyContext } from '../study.ts'
import { descendingDiscriminator, discriminator } from './judges.ts'
import { gaussianDensities, scored } from './scores.ts'

const shift = 2
const bounds = { risen: 2e-2, start: 0.01, halfWay: 0.5, right: 0.6 }

/** The discriminator's step is uphill on V; the lecture's slide has it downhill, where there is no bottom. */
export async function direction(context: StudyContext, steps: number): Promise<Findings> {
  const pair = gaussianDensities(shift)
  const optimum = discriminatorValue(pair, optimalLogits(pair))
  const up = await scored(context, discriminator, steps, shift)
  const down = await scored(context, descendingDiscriminator, steps, shift)
  const fallen = discriminatorValue(pair, down.scores)
  /** How often a sample, as often real as not, is told for what it is. */
  const right = (scores: ArrayLike<number>) =>
    (meanUnder('p', pair, (i) => (scores[i] > 0 ? 1 : 0)) +
      meanUnder('q', pair, (i) => (scores[i] > 0 ? 0 : 1))) /
    2
  const rising = up.losses.map((loss, step): Point => [step + 1, -loss])
  const falling = down.losses.map((loss, step): Point => [step + 1, loss])
  return {
    claims: [
      {
        name: 'climbing V: V below V* at the end',
        measured: optimum - discriminatorValue(pair, up.scores),
        bound: bounds.risen,
      },
      {
        name: 'descending V, as the slide has it: |V| at the start, of that at the end',
        measured: falling[0][1] / fallen,
        bound: bounds.start,
      },
      {
        name: 'and it has no bottom: |V| half way, of that at the end',
        measured: falling[Math.floor(falling.length / 2)][1] / fallen,
        bound: bounds.halfWay,
      },
      {
        name: 'descending V: samples told for what they are, of those told after climbing',
        measured: right(down.scores) / right(up.scores),
        bound: bounds.right,
      },
    ],
    numbers: {
      'share told right, climbing': right(up.scores),
      'share told right, descending': right(down.scores),
      'V after descending': fallen,
    },
    figures: [
      {
        title: 'The discriminator climbs the value function',
        caption: `V of each step's samples, of N(0, 1) and N(${shift}, 1): uphill it comes to V* = ${optimum.toFixed(3)}; downhill, as the lecture's slide has it, it falls for ever, and the discriminator takes fakes for real.`,
        ...linePlot([
          valuePanel('Ascent', rising, [-1.6, 0], optimum),
          valuePanel('Descent', falling, [1.05 * Math.min(...falling.map(([, v]) => v)), 0]),
        ]),
      },
    ],
  }
}

const valuePanel = (title: string, points: readonly Point[], extent: Point, optimum?: number): LinePanel => {
  const across: Point = [0, points.length]
  return {
    title,
    x: { label: 'step', extent: across },
    y: { label: 'V', extent },
    curves: [
      { points, colour: 0, label: 'V' },
      ...(optimum === undefined
        ? []
        : [{ points: across.map((step): Point => [step, optimum]), colour: 1, label: 'V*' }]),
    ],
  }
}
