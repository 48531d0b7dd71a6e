import { linePlot } from '../../report/plots/line-plot.ts'
import type { Point } from '../../report/plots/plot.ts'
import type { Claim, Findings, StudyContext } from '../study.ts'
import { clippedCritic, discriminator, lambda, penalisedCritic } from './judges.ts'
import { gaussianDensities, type Scored, scored, sigmoid, wayUp } from './scores.ts'

/** How far apart the two Gaussians are that no discriminator can take for each other. */
export const apart = 10

const { places, logP, logQ } = gaussianDensities(apart)

/** The slopes at which the penalised critic's loss has its two minima. */
const [steep, shallow] = [-1 - apart / (2 * lambda), 1 - apart / (2 * lambda)]

const bounds = { saturated: 1e-3, penalised: 1.1, clipped: 5, slope: 0.05 }

/** Figure 2 of the Wasserstein GAN's paper: where a discriminator is sure it has no slope, and a critic is a straight line. */
export async function saturation(context: StudyContext, steps: number): Promise<Findings> {
  const way = await wayUp(context, steps, apart)
  const sure = await scored(context, discriminator, steps, apart)
  const clipped = await scored(context, clippedCritic, steps, apart)
  const penalised = await scored(context, (pair) => penalisedCritic(pair, way), steps, apart)
  const turned = await scored(context, (pair) => penalisedCritic(pair, way === 1 ? -1 : 1), steps, apart)
  const slopeOfD = Array.from(sure.slopes, (slope, i) => derivative(sure.scores[i]) * Math.abs(slope))
  const [steepest, flattest] = [Math.max(...between(slopeOfD)), Math.min(...between(slopeOfD))]
  const half = places.indexOf(apart / 2)
  const claims: Claim[] = [
    {
      name: 'discriminator: least slope between the means, of the largest',
      measured: flattest / steepest,
      bound: bounds.saturated,
    },
    {
      name: 'penalised critic: largest slope between the means, of the least',
      measured: straightness(penalised.slopes),
      bound: bounds.penalised,
    },
    {
      name: 'clipped critic: largest slope between the means, of the least',
      measured: straightness(clipped.slopes),
      bound: bounds.clipped,
    },
    {
      name: 'penalised critic: slope half way, off -(1 + d / 2 lambda)',
      measured: Math.abs(penalised.slopes[half] - steep),
      bound: bounds.slope,
    },
    {
      name: 'the same started the other way up: off this or the other minimum, 1 - d / 2 lambda',
      measured: Math.min(...[steep, shallow].map((slope) => Math.abs(turned.slopes[half] - slope))),
      bound: bounds.slope,
    },
  ]
  return {
    claims,
    numbers: {
      'discriminator: least slope between the means': flattest,
      'discriminator: largest slope between the means': steepest,
      'penalised critic: slope half way': penalised.slopes[half],
      'penalised critic started the other way up: slope half way': turned.slopes[half],
      'clipped critic: slope half way': clipped.slopes[half],
    },
    figures: [figure(sure, slopeOfD, { penalised, clipped })],
  }
}

/** What is given at every place, at those from one mean to the other. */
const between = (of: ArrayLike<number>): number[] =>
  Array.from(of).filter((_, i) => places[i] >= 0 && places[i] <= apart)

/** The largest slope between the means of the least: 1 for a straight line. Infinite where a critic does not fall all the way. */
function straightness(slopes: ArrayLike<number>): number {
  const falls = between(slopes).map((slope) => -slope)
  const least = Math.min(...falls)
  return least > 0 ? Math.max(...falls) / least : Number.POSITIVE_INFINITY
}

/** That of the sigmoid. */
const derivative = (score: number): number => sigmoid(score) * sigmoid(-score)

function figure(
  sure: Scored,
  slopeOfD: readonly number[],
  critics: { readonly penalised: Scored; readonly clipped: Scored },
): Findings['figures'][number] {
  const x = { label: 'x', extent: [-4, apart + 4] as const }
  const [real, generated] = [0, apart].map((mean) => places.indexOf(mean))
  const points = (at: (i: number) => number) => Array.from(places, (place, i): Point => [place, at(i)])
  /** A critic is known up to a factor and a constant: drawn from 1 at the one mean to 0 at the other. */
  const scaled = ({ scores }: Scored) =>
    points((i) => (scores[i] - scores[generated]) / (scores[real] - scores[generated]))
  return {
    title: 'A discriminator saturates, a critic does not',
    caption: `N(0, 1), real, and N(${apart}, 1), generated; the critics are drawn to the same scale. The generator follows the slope where its samples are: the discriminator's is next to nothing there.`,
    ...linePlot([
      {
        title: 'What they say of x',
        x,
        y: { label: '', extent: [-0.4, 1.4] },
        curves: [
          { points: points((i) => Math.exp(logP[i])), colour: 0, label: 'p, real', style: 'area' },
          { points: points((i) => Math.exp(logQ[i])), colour: 1, label: 'q, generated', style: 'area' },
          { points: points((i) => sigmoid(sure.scores[i])), colour: 0, label: 'discriminator' },
          { points: scaled(critics.penalised), colour: 2, label: 'critic, penalty' },
          { points: scaled(critics.clipped), colour: 3, label: 'critic, clipped' },
        ],
      },
      {
        title: 'How steep they are',
        x,
        y: { label: 'magnitude of the slope', extent: [1e-8, 10], log: true },
        curves: [
          { points: points((i) => slopeOfD[i]), colour: 0, label: 'discriminator' },
          {
            points: points((i) => Math.abs(critics.penalised.slopes[i])),
            colour: 2,
            label: 'critic, penalty',
          },
          { points: points((i) => Math.abs(critics.clipped.slopes[i])), colour: 3, label: 'critic, clipped' },
        ],
      },
    ]),
  }
}
