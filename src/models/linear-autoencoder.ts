import { dense } from '../nn/dense.ts'
import { autoencoder } from './autoencoder.ts'
import type { Model } from './model.ts'

/**
 * The linear autoencoder: encode, z = W x + b; decode, x' = V z + c; and nothing between.
 *
 * Its best reconstruction is that of principal component analysis: the loss, sum over features and mean over the batch
 * of (x' - x)^2, is least where V W projects on the span of the leading principal components, around the mean
 * (Baldi & Hornik 1989). The biases do the centring.
 *
 * Shapes: x [N, dim], z [N, latent]. Throws a RangeError where latent > dim.
 */
export function linearAutoencoder({ dim = 64, latent = 8 } = {}): Model {
  if (latent > dim)
    throw new RangeError(`linearAutoencoder: latent must be at most dim = ${dim}, got ${latent}`)
  return {
    name: 'linear-autoencoder',
    title: 'Linear autoencoder',
    source: 'Baldi & Hornik 1989',
    options: { dim, latent },
    ...autoencoder({ dim, latent, encoder: dense(dim, latent), decoder: dense(latent, dim) }),
    conventions: { loss_reduction: 'feature_sum_batch_mean', linear: true, centred: true },
    recipe: { data: 'digits', batch: 128, steps: 3000, learningRate: 3e-2 },
  }
}
