import { dense, type Layer } from '../nn/dense.ts'
import { nested, part } from '../nn/parameters.ts'
import { add } from '../ops/add.ts'
import { affine } from '../ops/affine.ts'
import { less } from '../ops/less.ts'
import { relu } from '../ops/relu.ts'
import { where } from '../ops/where.ts'
import { type Corruption, denoiser } from './denoiser.ts'
import type { Model, Recipe } from './model.ts'

/** y = x + sigma noise, the noise standard normal, one draw a feature. */
const gaussian = (dim: number, sigma: number): Corruption => ({
  size: dim,
  noise: { shape: [dim], distribution: 'normal' },
  apply: (x, noise) => add(x, affine(noise, sigma, 0)),
})

/** y = 0 where noise < masked, x elsewhere; the noise uniform on [0, 1), one draw a feature. What is kept is not rescaled. */
const masking = (dim: number, masked: number): Corruption => ({
  size: dim,
  noise: { shape: [dim], distribution: 'uniform' },
  apply: (x, noise) => where(less(noise, masked), 0, x),
})

/** h = relu(W y + b), then W' h + b': one hidden layer, which may be wider than y. */
function hiddenLayer(dim: number, width: number): Layer {
  const [encoder, decoder] = [dense(dim, width), dense(width, dim)]
  return {
    parameters: { ...nested('encoder', encoder.parameters), ...nested('decoder', decoder.parameters) },
    apply: (params, y) =>
      decoder.apply(part(params, 'decoder'), relu(encoder.apply(part(params, 'encoder'), y))),
  }
}

const recipe: Recipe = { data: 'digits', batch: 128, steps: 1000, learningRate: 3e-3, engine: 'onnx' }

/**
 * The denoising autoencoder (Vincent et al. 2010, section 3.3): from an input with Gaussian noise it gives back the
 * input as it was without. No bottleneck is needed: to copy is not to denoise.
 * Shapes: x, y [N, dim]; the hidden layer has `width` units. Throws a RangeError where sigma is not positive.
 */
export function denoisingAutoencoder({ dim = 64, width = 256, sigma = 0.3 } = {}): Model {
  if (!(sigma > 0)) throw new RangeError(`denoisingAutoencoder: sigma must be positive, got ${sigma}`)
  return {
    name: 'denoising-autoencoder',
    title: 'Denoising autoencoder',
    source: 'Vincent et al. 2010',
    options: { dim, width, sigma },
    ...denoiser(dim, gaussian(dim, sigma), hiddenLayer(dim, width)),
    conventions: { loss_reduction: 'feature_sum_batch_mean', noise: 'normal', corruption: 'gaussian', sigma },
    recipe,
  }
}

/**
 * The denoising autoencoder as it was first described, with masking noise (Vincent et al. 2008, section 2.3): each
 * feature is set to 0 with probability `masked`, and filled in again from the others.
 * Shapes: x, y [N, dim]; the hidden layer has `width` units. Throws a RangeError where masked is not between 0 and 1.
 */
export function maskingAutoencoder({ dim = 64, width = 256, masked = 0.25 } = {}): Model {
  if (!(masked > 0 && masked < 1))
    throw new RangeError(`maskingAutoencoder: masked must be between 0 and 1, got ${masked}`)
  return {
    name: 'masking-autoencoder',
    title: 'Denoising autoencoder, masking noise',
    source: 'Vincent et al. 2008',
    options: { dim, width, masked },
    ...denoiser(dim, masking(dim, masked), hiddenLayer(dim, width)),
    conventions: {
      loss_reduction: 'feature_sum_batch_mean',
      noise: 'uniform',
      corruption: 'masking',
      masked,
    },
    recipe,
  }
}
