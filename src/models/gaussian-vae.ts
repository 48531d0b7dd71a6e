import { gaussian, gaussianOfDeviation } from '../distributions/likelihood.ts'
import { mlp } from '../nn/sequence.ts'
import { relu } from '../ops/relu.ts'
import type { Model } from './model.ts'
import { variationalAutoencoder } from './variational-autoencoder.ts'

/**
 * The VAE of Kingma & Welling 2014, appendix C.2, with Gaussian pixels: the decoder gives each its own mean and log
 * variance, or where `sigma` is above 0 a mean alone, and sigma is the standard deviation of all.
 *
 * Shapes: x [N, dim], z [N, latent].
 */
export function gaussianVae({
  dim = 64,
  latent = 8,
  width = 64,
  samples = 4,
  beta = 1,
  sigma = 0,
} = {}): Model {
  const likelihood = sigma === 0 ? gaussian : gaussianOfDeviation(sigma)
  return {
    name: 'gaussian-vae',
    title: 'Variational autoencoder, Gaussian pixels',
    source: 'Kingma & Welling 2014; Burda et al. 2016; Higgins et al. 2017',
    options: { dim, latent, width, samples, beta, sigma },
    ...variationalAutoencoder({
      sample: [dim],
      latent,
      encoder: mlp([dim, width, 2 * latent], relu),
      decoder: mlp([latent, width, likelihood.numbers * dim], relu),
      likelihood,
      beta,
      samples,
    }),
    recipe: { data: 'digits', batch: 128, steps: 400, learningRate: 2e-3, engine: 'onnx' },
  }
}
