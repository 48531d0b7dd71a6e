import type { Field } from '../../lattice/field.ts'
import { effectiveSampleSize } from '../../lattice/metropolis.ts'
import { errorBars } from '../../report/plots/error-bars.ts'
import { lossCurve } from '../../report/plots/loss-curve.ts'
import { joinPlots, type Point } from '../../report/plots/plot.ts'
import type { Losses } from '../../training/run.ts'
import type { Findings } from '../study.ts'
import type { Estimates, FlowSample, Sampled } from './sampling.ts'

type Figures = Findings['figures']

/** How the flow learned, what its weights are, how the chains walk, and what they say of two points of the lattice. */
export const figuresOf = (losses: readonly Losses[], flow: FlowSample, hmc: Sampled): Figures => [
  {
    title: 'Training without data',
    caption: `The reverse Kullback-Leibler divergence, up to log Z, over ${losses.length} steps, but the steep first ones.`,
    ...lossCurve([{ label: 'KL', points: afterTheSteep(losses) }], { yLabel: 'KL - log Z' }),
  },
  {
    title: 'Weights of the proposals',
    caption: `Logarithms of p / q over their mean, which would all be 0 for a perfect flow; and the effective sample size of the first draws, by the logarithm of their number: few of them mislead. All ${flow.logWeights.length} have ${flow.effective.toFixed(3)}.`,
    ...joinPlots([histogram(flow.logWeights), growth(flow.logWeights)]),
  },
  {
    title: 'The chains',
    caption:
      'The mean of the field, step by step: where a proposal is refused the flow’s chain stays. Hybrid Monte Carlo beside it.',
    ...lossCurve(
      [
        { label: 'flow', points: walk(flow.history) },
        { label: 'HMC', points: walk(hmc.history) },
      ],
      { yLabel: 'mean of phi' },
    ),
  },
  {
    title: 'Two-point function',
    caption:
      'G(t), of row means t rows apart, by the flow’s chain and by hybrid Monte Carlo, with one standard error by the Gamma method; and both less what hybrid Monte Carlo says.',
    ...joinPlots([twoPointOf(flow.estimates, hmc.estimates), differenceOf(flow.estimates, hmc.estimates)]),
  },
]

const afterTheSteep = (losses: readonly Losses[]): Point[] =>
  losses.map(({ loss }, i): Point => [i + 1, loss]).slice(Math.floor(losses.length / 20))

/** Shares of draws by log weight, from the least of a thousand to the largest. */
function histogram(logWeights: readonly number[], bins = 50) {
  const sorted = Float64Array.from(logWeights).sort()
  const [low, high] = [sorted[Math.floor(sorted.length / 1000)], sorted[sorted.length - 1]]
  const centre = meanWeight(sorted)
  const width = (high - low) / bins || 1
  const counts = new Float64Array(bins)
  for (const w of sorted) if (w >= low) counts[Math.min(bins - 1, Math.floor((w - low) / width))] += 1
  const points = Array.from(
    counts,
    (count, i): Point => [low + (i + 0.5) * width - centre, count / sorted.length],
  )
  return lossCurve([{ label: 'draws', points }], { xLabel: 'log weight', yLabel: 'share of draws' })
}

/** The logarithm of the mean weight. */
function meanWeight(logWeights: ArrayLike<number>): number {
  const all = Array.from(logWeights)
  const largest = all.reduce((most, w) => Math.max(most, w), Number.NEGATIVE_INFINITY)
  return largest + Math.log(all.reduce((sum, w) => sum + Math.exp(w - largest), 0) / all.length)
}

function growth(logWeights: readonly number[]) {
  const points: Point[] = []
  for (let n = 64; n <= logWeights.length; n *= 2) {
    points.push([Math.log10(n), effectiveSampleSize(logWeights.slice(0, n))])
  }
  return lossCurve([{ label: 'ESS', points }], { xLabel: 'log10 of draws', yLabel: 'effective sample size' })
}

const shown = 100

const walk = (history: readonly Field[]): Point[] =>
  history.slice(0, shown).map((phi, i): Point => [i + 1, phi.reduce((sum, x) => sum + x, 0) / phi.length])

const twoPointOf = (flow: Estimates, hmc: Estimates) =>
  errorBars(
    [
      { label: 'flow', points: flow.twoPoint.map(({ mean, error }, t) => ({ x: t, mean, error })) },
      { label: 'HMC', points: hmc.twoPoint.map(({ mean, error }, t) => ({ x: t, mean, error })) },
    ],
    't',
    'G(t)',
  )

/** What both say less what hybrid Monte Carlo says, whose own error is drawn at 0. */
function differenceOf(flow: Estimates, hmc: Estimates) {
  const differences = ({ twoPoint }: Estimates) =>
    twoPoint.map(({ mean, error }, t) => ({ x: t, mean: mean - hmc.twoPoint[t].mean, error }))
  return errorBars(
    [
      { label: 'flow', points: differences(flow) },
      { label: 'HMC', points: differences(hmc) },
    ],
    't',
    'G(t) less that of HMC',
  )
}
