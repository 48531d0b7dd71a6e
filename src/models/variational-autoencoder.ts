import type { Likelihood } from '../distributions/likelihood.ts'
import { type Moments, momentsIn } from '../distributions/moments.ts'
import { standardNormalLogDensity } from '../distributions/normal.ts'
import { gaussianPosterior, type Posterior } from '../distributions/posterior.ts'
import type { Tensors } from '../graph/trace.ts'
import type { Layer } from '../nn/dense.ts'
import { nested, type Params, part } from '../nn/parameters.ts'
import { affine } from '../ops/affine.ts'
import { broadcast } from '../ops/broadcast.ts'
import { logsumexp } from '../ops/logsumexp.ts'
import { mean } from '../ops/mean.ts'
import { mul } from '../ops/mul.ts'
import { neg } from '../ops/neg.ts'
import { reshape } from '../ops/reshape.ts'
import type { Shape } from '../ops/shape.ts'
import { sub } from '../ops/sub.ts'
import type { Tensor } from '../ops/tensor.ts'
import { type Model, type ModelFunction, trainedBy } from './model.ts'

/** A layer from z; one that writes x position by position is told x too, and sees of it what is written already. */
export interface Decoder extends Pick<Layer, 'parameters'> {
  readonly apply: (params: Params, z: Tensor, x: Tensor) => Tensor
}

/** What a VAE is made of. */
export interface VariationalAutoencoder {
  /** The shape of one x. */
  readonly sample: Shape
  readonly latent: number
  /** x [N, ...sample] -> means and log variances of q(z | x), [N, 2 latent]. */
  readonly encoder: Layer
  /** z [N, latent] -> what the likelihood makes of p(x | z), [N, ...]. */
  readonly decoder: Decoder
  /** Whether the decoder is told x besides, of which every position may see those before it. */
  readonly autoregressive?: boolean
  readonly likelihood: Likelihood
  readonly posterior?: Posterior
  /** How the bound has its KL: in closed form, or as log q(z | x) - log p(z) at the z that was drawn. */
  readonly klEstimate?: 'exact' | 'monte_carlo'
  /** The weight of the KL in the bound (Higgins et al. 2017, eq. 4); only at 1 is it a bound of log p(x). */
  readonly beta?: number
  /** Draws of the importance-weighted bound. */
  readonly samples?: number
}

/**
 * The variational autoencoder (Kingma & Welling 2014): an encoder gives q(z | x) by a mean and a log variance for every
 * latent; a decoder gives p(x | z); the prior p(z) is standard normal. Training raises
 *
 *   ELBO = E_q log p(x | z) - beta KL(q(z | x) to p(z)),    <= log p(x) where beta = 1
 *
 * by one reparameterised draw of z. With K draws the bound of Burda et al. 2016 (IWAE) is closer:
 * log 1/K sum_k p(x, z_k) / q(z_k | x).
 *
 * Shapes: x [N, ...sample], eps and z [N, latent], iwae's eps [N, samples, latent]; elbo, reconstruction, kl, bound [N],
 * in nats. The loss is -elbo, averaged over the batch.
 */
export function variationalAutoencoder({
  sample,
  latent,
  encoder,
  decoder,
  autoregressive = false,
  likelihood,
  posterior = gaussianPosterior,
  klEstimate = 'exact',
  beta = 1,
  samples = 4,
}: VariationalAutoencoder) {
  const encode = (params: Params, x: Tensor) => momentsIn(encoder.apply(part(params, 'encoder'), x))
  const decode = (params: Params, z: Tensor, x: Tensor) => decoder.apply(part(params, 'decoder'), z, x)
  const logLikelihood = (params: Params, x: Tensor, z: Tensor) =>
    likelihood.logDensity(x, decode(params, z, x))
  /** log q(z | x) - log p(z), whose mean under q is the KL. */
  const logRatio = (z: Tensor, q: Moments) => sub(posterior.logDensity(z, q), standardNormalLogDensity(z))

  function elbo(params: Params, { x, eps }: Tensors) {
    const q = encode(params, x)
    const z = posterior.draw(q, eps)
    const kl = klEstimate === 'exact' ? posterior.kl(q) : logRatio(z, q)
    const reconstruction = logLikelihood(params, x, z)
    return { elbo: sub(reconstruction, beta === 1 ? kl : mul(kl, beta)), reconstruction, kl }
  }

  function iwae(params: Params, { x, eps }: Tensors) {
    const [n, k] = eps.shape
    const { mean, logVariance } = encode(params, x)
    const q = { mean: repeated(mean, k), logVariance: repeated(logVariance, k) }
    const z = posterior.draw(q, reshape(eps, [n * k, latent]))
    const logWeights = sub(logLikelihood(params, repeated(x, k), z), logRatio(z, q))
    return { bound: affine(logsumexp(reshape(logWeights, [n, k]), 1), 1, -Math.log(k)) }
  }

  const functions: Readonly<Record<string, ModelFunction>> = {
    encode: {
      inputs: { x: sample },
      outputs: ['mean', 'spread'],
      apply: (params, { x }) => {
        const { mean, logVariance } = encode(params, x)
        return { mean, spread: logVariance }
      },
    },
    reparameterize: {
      inputs: { mean: [latent], spread: [latent], eps: [latent] },
      outputs: ['z'],
      apply: (_, { mean, spread, eps }) => ({ z: posterior.draw({ mean, logVariance: spread }, eps) }),
    },
    decode: {
      inputs: { z: [latent], ...(autoregressive ? { x: sample } : {}) },
      outputs: likelihood.outputs,
      apply: (params, { z, x }) => likelihood.parameters(decode(params, z, x)),
    },
    kl: {
      inputs: { mean: [latent], spread: [latent] },
      outputs: ['kl'],
      apply: (_, { mean, spread }) => ({ kl: posterior.kl({ mean, logVariance: spread }) }),
    },
    elbo: {
      inputs: { x: sample, eps: [latent] },
      outputs: ['elbo', 'reconstruction', 'kl'],
      apply: elbo,
    },
    iwae: { inputs: { x: sample, eps: [samples, latent] }, outputs: ['bound'], apply: iwae },
  }

  return {
    kind: 'vae',
    parameters: { ...nested('encoder', encoder.parameters), ...nested('decoder', decoder.parameters) },
    functions,
    conventions: {
      spread: 'log_variance',
      posterior: posterior.name,
      kl_estimate: klEstimate,
      beta,
      ...likelihood.conventions,
    },
    samples: { x: sample },
    phases: trainedBy((params, inputs) => neg(mean(elbo(params, inputs).elbo)), {
      eps: { shape: [latent], distribution: posterior.noise },
    }),
  } satisfies Partial<Model>
}

/** Every row k times over: [N, ...] -> [N k, ...]. */
function repeated(rows: Tensor, k: number): Tensor {
  const [n, ...row] = rows.shape
  return reshape(broadcast(reshape(rows, [n, 1, ...row]), [n, k, ...row]), [n * k, ...row])
}
