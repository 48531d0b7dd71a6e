import { type AdversarialLoss, hinge, leastSquares, minimax } from '../losses/adversarial.ts'
import { gan } from './gan.ts'
import type { Model } from './model.ts'

/** What the variants tell of themselves. */
type Variant = Pick<Model, 'name' | 'title' | 'source'>

/** A GAN of points in the plane that differs from `gan` in its losses alone. */
const ganWith =
  (loss: AdversarialLoss, variant: Variant) =>
  (options: Parameters<typeof gan>[0] = {}): Model => ({
    ...gan({ dim: 2, latent: 2, width: 64, ...options }, loss),
    ...variant,
    recipe: {
      data: 'eight-gaussians',
      batch: 128,
      steps: 1500,
      lawSteps: 100,
      learningRate: 1e-3,
      engine: 'onnx',
    },
  })

/** Both play for one value, V: the generator descends what the discriminator climbs. Where D is sure, its gradient vanishes. */
export const ganMinimax = ganWith(minimax, {
  name: 'gan-minimax',
  title: 'GAN, minimax loss',
  source: 'Goodfellow et al. 2014, eq. 1',
})

/** Scores without a sigmoid, pushed no farther than 1 and -1. */
export const ganHinge = ganWith(hinge, {
  name: 'gan-hinge',
  title: 'GAN, hinge loss',
  source: 'Lim & Ye 2017; Miyato et al. 2018, eqs. 16-17',
})

/** Scores are pulled to 1 where real and to 0 where generated, by their squared distances. */
export const ganLeastSquares = ganWith(leastSquares, {
  name: 'gan-least-squares',
  title: 'Least squares GAN',
  source: 'Mao et al. 2017, eq. 2',
})
