import { linePlot } from '../../report/plots/line-plot.ts'
import type { Point } from '../../report/plots/plot.ts'
import { type DensityPair, meanUnder, optimalLogits } from '../../statistics/divergences.ts'
import type { Findings, StudyContext } from '../study.ts'
import { discriminator, penalisedCritic } from './judges.ts'
import { apart } from './saturation.ts'
import { gaussianDensities, scored, sigmoid, wayUp } from './scores.ts'

const bounds = { vanished: 0.1, ofOther: 1e-3, grown: 0.5 }

/** The derivative of what a generator minimises by its sample's score. */
const losses = {
  minimax: (score: number) => -sigmoid(score),
  'non-saturating': (score: number) => -sigmoid(-score),
  Wasserstein: () => -1,
}
type Loss = keyof typeof losses

/**
 * The norm of the gradient that the generator a + b z, z normal, gets at a = shift and b = 1: of E L(f(a + b z)) it is
 * E L'(f) f' by a, and E L'(f) f' z by b.
 */
function gradientNorm(
  loss: Loss,
  pair: DensityPair,
  shift: number,
  scores: ArrayLike<number>,
  slopes: ArrayLike<number>,
) {
  const term = (i: number) => losses[loss](scores[i]) * slopes[i]
  const byPlace = meanUnder('q', pair, term)
  const byScale = meanUnder('q', pair, (i) => term(i) * (pair.places[i] - shift))
  return Math.hypot(byPlace, byScale)
}

/** The better the discriminator, the less a generator learns from it by the minimax loss (Arjovsky & Bottou 2017, figure 2). */
export async function gradients(context: StudyContext, budgets: readonly number[]): Promise<Findings> {
  const pair = gaussianDensities(apart)
  const way = await wayUp(context, budgets[budgets.length - 1], apart)
  const norms: Record<Loss, Point[]> = { minimax: [], 'non-saturating': [], Wasserstein: [] }
  for (const steps of budgets) {
    const judges = {
      discriminator: await scored(context, discriminator, steps, apart),
      critic: await scored(context, (pair) => penalisedCritic(pair, way), steps, apart),
    }
    for (const loss of Object.keys(losses) as Loss[]) {
      const { scores, slopes } = judges[loss === 'Wasserstein' ? 'critic' : 'discriminator']
      norms[loss].push([steps, gradientNorm(loss, pair, apart, scores, slopes)])
    }
  }
  const best = optimalLogits(pair)
  const limit = gradientNorm('minimax', pair, apart, best, new Float64Array(best.length).fill(-apart))
  const last = (loss: Loss) => norms[loss][budgets.length - 1][1]
  const lastOfFirst = (loss: Loss) => last(loss) / norms[loss][0][1]
  return {
    claims: [
      {
        name: "minimax: the generator's gradient after the longest training, of that after the shortest",
        measured: lastOfFirst('minimax'),
        bound: bounds.vanished,
      },
      {
        name: 'minimax: the same, of that by the non-saturating loss, from the same discriminator',
        measured: last('minimax') / last('non-saturating'),
        bound: bounds.ofOther,
      },
      {
        name: 'Wasserstein: that after the shortest, of that after the longest',
        measured: 1 / lastOfFirst('Wasserstein'),
        bound: bounds.grown,
      },
      {
        name: 'non-saturating: that after the shortest, of that after the longest',
        measured: 1 / lastOfFirst('non-saturating'),
        bound: bounds.grown,
      },
    ],
    numbers: {
      ...Object.fromEntries(
        norms.minimax.map(([steps, norm]) => [
          `minimax gradient, discriminator trained for ${steps} steps`,
          norm,
        ]),
      ),
      'minimax gradient, best discriminator of all': limit,
    },
    figures: [
      {
        title: 'Vanishing gradients',
        caption: `The norm of what the generator a + b z learns at a = ${apart}, b = 1, where real samples are N(0, 1), from discriminators and critics trained for so many steps. The dotted line is the best discriminator's, ${limit.toExponential(1)}.`,
        ...linePlot([
          {
            title: "The generator's gradient",
            x: {
              label: 'steps of training the discriminator or critic',
              extent: [1, Math.max(...budgets)],
              log: true,
            },
            y: { label: 'norm', extent: [1e-7, 30], log: true },
            curves: [
              ...(Object.keys(losses) as Loss[]).flatMap((loss, colour) => [
                { points: norms[loss], colour, label: loss },
                { points: norms[loss], colour, style: 'dots' as const },
              ]),
              {
                points: budgets.map((steps): Point => [steps, limit]),
                colour: 0,
                style: 'dashed',
                label: 'minimax, best',
              },
            ],
          },
        ]),
      },
    ],
  }
}
