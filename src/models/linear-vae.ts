import { gaussian, gaussianOfDeviation } from '../distributions/likelihood.ts'
import { dense, type Layer } from '../nn/dense.ts'
import { zeros } from '../nn/init.ts'
import { broadcast } from '../ops/broadcast.ts'
import { concat } from '../ops/concat.ts'
import type { Model } from './model.ts'
import { variationalAutoencoder } from './variational-autoencoder.ts'

/**
 * The linear VAE: q(z | x) = N(V x + c, diag d), p(x | z) = N(W z + b, sigma^2 I), where neither d nor sigma depends on
 * anything; sigma is learned, or given where it is above 0.
 *
 * This is probabilistic principal component analysis, whose likelihood and its maximum are known in closed form
 * (Tipping & Bishop 1999). The bound has no other maximum, and is the likelihood there (Lucas et al. 2019).
 *
 * Shapes: x [N, dim], z [N, latent]. Throws a RangeError where latent >= dim.
 */
export function linearVae({ dim = 64, latent = 4, samples = 4, sigma = 0 } = {}): Model {
  if (latent >= dim) throw new RangeError(`linearVae: latent must be below dim = ${dim}, got ${latent}`)
  const isLearned = sigma === 0
  return {
    name: 'linear-vae',
    title: 'Linear variational autoencoder',
    source: 'Tipping & Bishop 1999; Lucas et al. 2019',
    options: { dim, latent, samples, sigma },
    ...variationalAutoencoder({
      sample: [dim],
      latent,
      encoder: withLogVariance(dense(dim, latent), latent),
      decoder: isLearned ? withLogVariance(dense(latent, dim), 1) : dense(latent, dim),
      likelihood: isLearned ? gaussian : gaussianOfDeviation(sigma),
      samples,
    }),
    recipe: { data: 'digits', batch: 256, steps: 12_000, learningRate: 5e-2, engine: 'onnx' },
  }
}

/** A layer's outputs as means, followed by as many log variances that no input moves: `count` of them, or one for all. */
const withLogVariance = (means: Layer, count: number): Layer => ({
  parameters: { ...means.parameters, log_variance: { shape: [count], init: zeros } },
  apply: (params, x) => {
    const mean = means.apply(params, x)
    return concat([mean, broadcast(params.log_variance, mean.shape)], 1)
  },
})
