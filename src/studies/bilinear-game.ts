import { loadDataset } from '../data/dataset.ts'
import type { Point } from '../report/plots/plot.ts'
import { trajectoryPlot } from '../report/plots/trajectories.ts'
import { spectralRadius } from './bilinear-game/radius.ts'
import {
  alternating,
  averages,
  bilinear,
  extragradient,
  optimistic,
  type Rule,
  simultaneous,
  trajectory,
} from './bilinear-game/updates.ts'
import type { Claim, Study } from './study.ts'

const start: Point = [1, 0]
const steps = 600
const rates = [0.1, 0.2, 0.3, 0.4]
/** The learning rates at which looking ahead, and guessing, arrive soonest. */
const fastest = { extragradient: Math.SQRT1_2, optimistic: 0.5 }

/** Some 600 steps of products, each off by a rounding or two. */
const roundoff = 1e-12

const radiusOf = ([x, y]: Point): number => Math.hypot(x, y)

/** Rates at which distances to the equilibrium change, from the eigenvalues of the rules' matrices. */
const exactRate = {
  simultaneous: (rate: number) => Math.sqrt(1 + rate ** 2),
  extragradient: (rate: number) => Math.sqrt(1 - rate ** 2 + rate ** 4),
  optimistic: (rate: number) => Math.sqrt((1 + Math.sqrt(1 - 4 * rate ** 2)) / 2),
}
const formulas = {
  simultaneous: 'sqrt(1 + lr^2)',
  extragradient: 'sqrt(1 - lr^2 + lr^4)',
  optimistic: 'sqrt((1 + sqrt(1 - 4 lr^2)) / 2)',
}
const rules = { simultaneous, extragradient, optimistic }

/** What x^2 + y^2 - rate x y departs from where it began: alternating steps keep it, so that they go round an ellipse. */
function orbitDeparture(rate: number): number {
  const conserved = ([x, y]: Point) => x * x + y * y - rate * x * y
  const points = trajectory(alternating, bilinear, rate, start, steps)
  return Math.max(...points.map((z) => Math.abs(conserved(z) - conserved(start))))
}

/** Distances to the equilibrium, each over the last, once the slower way of a rule that remembers has won. */
function measuredRates(rule: Rule, rate: number): number[] {
  const distances = trajectory(rule, bilinear, rate, start, steps).map(radiusOf)
  return distances.slice(1).map((distance, t) => distance / distances[t])
}

const largestGap = (numbers: readonly number[], exact: number): number =>
  Math.max(...numbers.map((number) => Math.abs(number - exact)))

/**
 * That every step changes the distance by the exact rate, and that this is the largest eigenvalue; in the end, for a rule
 * that remembers, whose smaller eigenvalue has to die away first.
 */
function rateClaims(name: keyof typeof rules): Claim[] {
  const settling = name === 'optimistic' ? steps / 2 : 0
  const gaps = rates.map((rate) => {
    const exact = exactRate[name](rate)
    return {
      step: largestGap(measuredRates(rules[name], rate).slice(settling), exact),
      radius: Math.abs(spectralRadius(rules[name], rate) - exact),
    }
  })
  return [
    {
      name: `${name}: change of distance a step, ${formulas[name]}`,
      measured: Math.max(...gaps.map(({ step }) => step)),
      bound: roundoff,
    },
    {
      name: `${name}: spectral radius, ${formulas[name]}`,
      measured: Math.max(...gaps.map(({ radius }) => radius)),
      bound: roundoff,
    },
  ]
}

/**
 * Alternating steps telescope: the mean of z_1, ..., z_T is (y_T - y_0, x_1 - x_(T+1)) / (rate T), each within 2 r / (rate T),
 * r the farthest that their ellipse reaches.
 */
function averageOfBound(rate: number): number {
  const points = trajectory(alternating, bilinear, rate, start, steps)
  const reach = 1 / Math.sqrt(1 - rate / 2)
  const mean = averages(points.slice(1))[steps - 1]
  return (radiusOf(mean) * rate * steps) / (2 * Math.SQRT2 * reach)
}

/** Why GANs go round in circles, and what cures it, on the smallest game there is. */
export const bilinearGame: Study = {
  name: 'bilinear-game',
  title: 'Oscillation on the bilinear game',
  statement:
    'on V = x y gradient steps at once spiral outwards, steps by turns go round for ever; their mean, extragradient and optimism reach the equilibrium',
  source: 'Korpelevich 1976; Daskalakis et al. 2018; Gidel et al. 2019',
  ownData: true,
  data: async () => {
    const nothing = await loadDataset('none')
    return { train: nothing, heldOut: nothing }
  },
  async run() {
    const shown = { rate: 0.2, steps: 160, reach: 2.5 }
    const path = (rule: Rule) => trajectory(rule, bilinear, shown.rate, start, shown.steps)
    return {
      claims: [
        ...rateClaims('simultaneous'),
        {
          name: 'alternating: departure from the ellipse x^2 + y^2 - lr x y = 1',
          measured: Math.max(...rates.map(orbitDeparture)),
          bound: roundoff,
        },
        {
          name: `alternating: distance of the mean of ${steps} points, of 2 sqrt(2) r / (lr T)`,
          measured: Math.max(...rates.map(averageOfBound)),
          bound: 1,
        },
        ...rateClaims('extragradient'),
        ...rateClaims('optimistic'),
      ],
      figures: [
        {
          title: 'Five ways to play',
          caption: `Paths from (1, 0) at a learning rate of ${shown.rate}, ${shown.steps} steps, on V = x y; the equilibrium is the origin. What spirals out is cut off.`,
          ...trajectoryPlot(
            {
              'at once': path(simultaneous),
              'by turns': path(alternating),
              'mean of turns': averages(path(alternating)),
              extragradient: path(extragradient),
              optimism: path(optimistic),
            },
            shown.reach,
          ),
        },
      ],
      numbers: {
        'extragradient, best rate a step (at 1 / sqrt 2)': spectralRadius(
          extragradient,
          fastest.extragradient,
        ),
        'optimism, best rate a step (at 1 / 2)': spectralRadius(optimistic, fastest.optimistic),
      },
    }
  },
}
