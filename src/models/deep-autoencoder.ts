import { mlp } from '../nn/sequence.ts'
import { relu } from '../ops/relu.ts'
import { autoencoder } from './autoencoder.ts'
import type { Model } from './model.ts'

/**
 * The deep autoencoder, fully connected (Hinton & Salakhutdinov 2006): three dense layers to the code and three back,
 * mirrored, with a ReLU between them and none at the code or the end. What is curved in the data, and costs principal
 * component analysis many components, it can follow with few.
 *
 * Shapes: x [N, dim], z [N, latent]; the layers have `width` and width / 2 units.
 */
export function deepAutoencoder({ dim = 64, latent = 8, width = 64 } = {}): Model {
  if (width < 2) throw new RangeError(`deepAutoencoder: width must be at least 2, got ${width}`)
  const narrow = Math.floor(width / 2)
  return {
    name: 'deep-autoencoder',
    title: 'Deep autoencoder',
    source: 'Hinton & Salakhutdinov 2006',
    options: { dim, latent, width },
    ...autoencoder({
      dim,
      latent,
      encoder: mlp([dim, width, narrow, latent], relu),
      decoder: mlp([latent, narrow, width, dim], relu),
    }),
    conventions: { loss_reduction: 'feature_sum_batch_mean', linear: false },
    recipe: { data: 'digits', batch: 128, steps: 1000, learningRate: 5e-3, engine: 'onnx' },
  }
}
