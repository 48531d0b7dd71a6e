import { bernoulli } from '../distributions/likelihood.ts'
import { mlp } from '../nn/sequence.ts'
import { relu } from '../ops/relu.ts'
import type { Model } from './model.ts'
import { variationalAutoencoder } from './variational-autoencoder.ts'

/**
 * The VAE of Kingma & Welling 2014, section 5, with Bernoulli pixels: one hidden layer each way. `beta` above 1 asks
 * more of the latents than the bound does (Higgins et al. 2017).
 *
 * Shapes: x [N, dim] in [0, 1], z [N, latent].
 */
export function vae({ dim = 64, latent = 8, width = 64, samples = 4, beta = 1 } = {}): Model {
  return {
    name: 'vae',
    title: 'Variational autoencoder, Bernoulli pixels',
    source: 'Kingma & Welling 2014; Burda et al. 2016; Higgins et al. 2017',
    options: { dim, latent, width, samples, beta },
    ...variationalAutoencoder({
      sample: [dim],
      latent,
      encoder: mlp([dim, width, 2 * latent], relu),
      decoder: mlp([latent, width, bernoulli.numbers * dim], relu),
      likelihood: bernoulli,
      beta,
      samples,
    }),
    recipe: { data: 'digits', batch: 128, steps: 800, learningRate: 5e-3, engine: 'onnx' },
  }
}
