import { modelNamed } from '../../src/models/index.ts'
import type { Model } from '../../src/models/model.ts'
import type { RunSettings } from '../../src/training/run.ts'

/** How well does a model do on images that it was not trained on? Settings are those of `touchstone train`. */
export interface Figure {
  readonly model: (dim: number) => Model
  readonly settings: Omit<RunSettings, 'seed'>
  /** Draws of the noise that the held-out loss is averaged over. */
  readonly draws: number
  /** What the loss is called, and what it is multiplied by to be that. */
  readonly unit: string
  readonly scale: (dim: number) => number
}

export const figures = {
  'conv-autoencoder': {
    model: (dim) => modelNamed('convolutional-autoencoder', { dim, latent: 16, channels: 12 }),
    settings: { steps: 1500, batch: 64, learningRate: 3e-3 },
    draws: 1,
    unit: 'squared error a pixel',
    scale: (dim) => 1 / dim,
  },
  vae: {
    model: (dim) => modelNamed('vae', { dim, latent: 20, width: 400 }),
    settings: { steps: 3000, batch: 128, learningRate: 1e-3 },
    draws: 10,
    unit: 'ELBO in nats an image, of grey pixels',
    scale: () => -1,
  },
} as const satisfies Record<string, Figure>

export type FigureName = keyof typeof figures
export const figureNames = Object.keys(figures) as FigureName[]
