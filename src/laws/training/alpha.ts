import { seededRandom } from '../../data/random.ts'
import { cells } from '../../engines/value.ts'
import type { Model } from '../../models/model.ts'
import { drawNoise } from '../../training/noise.ts'
import { judging, type TrainingLaw, withPhase } from './define.ts'

const whyNoAlpha = (model: Model): string | undefined =>
  judging(model).noise?.alpha ? undefined : 'its judge takes no points between samples'

/** Draws that uniform ones pass and normal ones don't: of 256 none is beyond [0, 1], where half of normal ones are. */
const draws = 256

export const alphaLiesBetween: TrainingLaw = {
  name: 'training/alpha-lies-between',
  nature: 'form',
  statement: 'the alpha that is drawn for the gradient penalty is within [0, 1], one number a sample',
  source: 'Gulrajani et al. 2017, algorithm 1, line 4: uniform, so that points lie on the segments',
  exempts: whyNoAlpha,
  async residual({ model }) {
    const { alpha } = drawNoise(judging(model).noise ?? {}, draws, seededRandom(1))
    const beyond = Array.from(cells(alpha), (a) => Math.max(-a, a - 1))
    return { error: Math.max(0, ...beyond, alpha.size - draws), tolerance: 0 }
  },
  violators: {
    'alpha is normal': (right) =>
      withPhase(right, judging(right).name, ({ noise }) => ({
        noise: { ...noise, alpha: { shape: [], distribution: 'normal' } },
      })),
  },
}
