import { bernoulli } from '../distributions/likelihood.ts'
import { laplacePosterior } from '../distributions/posterior.ts'
import { mlp } from '../nn/sequence.ts'
import { relu } from '../ops/relu.ts'
import type { Model } from './model.ts'
import { variationalAutoencoder } from './variational-autoencoder.ts'

/**
 * A VAE whose posterior is no Gaussian: q(z | x) is Laplace, drawn as mean + b eps. Any distribution that can be drawn
 * from so will do (Kingma & Welling 2014, section 2.4): its KL to the prior, for which there may be no formula, is
 * estimated in the bound by log q(z | x) - log p(z) at the z that was drawn (their eq. 6).
 *
 * Shapes: x [N, dim] in [0, 1], z and eps [N, latent], eps standard Laplace.
 */
export function laplaceVae({ dim = 64, latent = 8, width = 64, samples = 4, beta = 1 } = {}): Model {
  return {
    name: 'laplace-vae',
    title: 'Variational autoencoder, Laplace posterior',
    source: 'Kingma & Welling 2014; Burda et al. 2016',
    options: { dim, latent, width, samples, beta },
    ...variationalAutoencoder({
      sample: [dim],
      latent,
      encoder: mlp([dim, width, 2 * latent], relu),
      decoder: mlp([latent, width, bernoulli.numbers * dim], relu),
      likelihood: bernoulli,
      posterior: laplacePosterior,
      klEstimate: 'monte_carlo',
      beta,
      samples,
    }),
    recipe: { data: 'digits', batch: 128, steps: 800, learningRate: 5e-3, engine: 'onnx' },
  }
}
