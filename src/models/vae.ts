import { bernoulliLogLikelihood } from '../distributions/bernoulli.ts'
import {
  type DiagonalNormal,
  klToStandardNormal,
  normalLogDensity,
  reparameterize,
  standardNormalLogDensity,
} from '../distributions/normal.ts'
import type { Tensors } from '../graph/trace.ts'
import { nested, type Params, part } from '../nn/parameters.ts'
import { mlp } from '../nn/sequence.ts'
import { add } from '../ops/add.ts'
import { affine } from '../ops/affine.ts'
import { broadcast } from '../ops/broadcast.ts'
import { logsumexp } from '../ops/logsumexp.ts'
import { mean } from '../ops/mean.ts'
import { neg } from '../ops/neg.ts'
import { relu } from '../ops/relu.ts'
import { reshape } from '../ops/reshape.ts'
import { split } from '../ops/slice.ts'
import { sub } from '../ops/sub.ts'
import type { Tensor } from '../ops/tensor.ts'
import { type Model, trainedBy } from './model.ts'

/** What a decoder says of x: its parameters by the contract's names, and log p(x | z), [...]. */
interface Likelihood {
  readonly name: 'bernoulli_logits' | 'gaussian'
  readonly numbersPerPixel: number
  readonly parameters: (decoded: Tensor) => Tensors
  readonly logDensity: (x: Tensor, decoded: Tensor) => Tensor
}

const bernoulli: Likelihood = {
  name: 'bernoulli_logits',
  numbersPerPixel: 1,
  parameters: (decoded) => ({ logits: decoded }),
  logDensity: bernoulliLogLikelihood,
}

/** A mean and a variance of its own for every pixel. */
const gaussian: Likelihood = {
  name: 'gaussian',
  numbersPerPixel: 2,
  parameters: (decoded) => {
    const { mean, logVariance } = halves(decoded)
    return { mean, spread: logVariance }
  },
  logDensity: (x, decoded) => normalLogDensity(x, halves(decoded)),
}

function halves(x: Tensor): DiagonalNormal {
  const half = x.shape[x.shape.length - 1] / 2
  const [mean, logVariance] = split(x, -1, [half, half])
  return { mean, logVariance }
}

/**
 * The variational autoencoder (Kingma & Welling 2014): an encoder gives q(z | x), a Gaussian with a mean and a log
 * variance for every latent; a decoder gives p(x | z); the prior p(z) is standard normal. Training raises
 *
 *   ELBO = E_q log p(x | z) - KL(q(z | x) to p(z)) <= log p(x)
 *
 * by one reparameterised draw z = mean + sigma eps. With K draws the bound of Burda et al. 2016 (IWAE) is closer:
 * log 1/K sum_k p(x, z_k) / q(z_k | x).
 *
 * Shapes: x [N, dim], eps and z [N, latent], iwae's eps [N, samples, latent]; elbo, reconstruction, kl, bound [N], in nats.
 */
function variationalAutoencoder(
  likelihood: Likelihood,
  { dim = 64, latent = 8, width = 64, samples = 4 } = {},
) {
  const encoder = mlp([dim, width, 2 * latent], relu)
  const decoder = mlp([latent, width, likelihood.numbersPerPixel * dim], relu)

  const encode = (params: Params, x: Tensor) => halves(encoder.apply(part(params, 'encoder'), x))
  const decode = (params: Params, z: Tensor) => decoder.apply(part(params, 'decoder'), z)

  function elbo(params: Params, { x, eps }: Tensors) {
    const q = encode(params, x)
    const kl = klToStandardNormal(q)
    const reconstruction = likelihood.logDensity(x, decode(params, reparameterize(q, eps)))
    return { elbo: sub(reconstruction, kl), reconstruction, kl }
  }

  function iwae(params: Params, { x, eps }: Tensors) {
    const [n, k] = eps.shape
    const spread = (one: Tensor) => broadcast(reshape(one, [n, 1, one.shape[1]]), [n, k, one.shape[1]])
    const { mean, logVariance } = encode(params, x)
    const q = { mean: spread(mean), logVariance: spread(logVariance) }
    const z = reparameterize(q, eps)
    const decoded = reshape(decode(params, reshape(z, [n * k, latent])), [
      n,
      k,
      likelihood.numbersPerPixel * dim,
    ])
    const joint = add(likelihood.logDensity(spread(x), decoded), standardNormalLogDensity(z))
    return { bound: affine(logsumexp(sub(joint, normalLogDensity(z, q)), 1), 1, -Math.log(k)) }
  }

  return {
    kind: 'vae',
    source: 'Kingma & Welling 2014; Burda et al. 2016',
    options: { dim, latent, width, samples },
    parameters: { ...nested('encoder', encoder.parameters), ...nested('decoder', decoder.parameters) },
    functions: {
      encode: {
        inputs: { x: [dim] },
        outputs: ['mean', 'spread'],
        apply: (params, { x }) => {
          const { mean, logVariance } = encode(params, x)
          return { mean, spread: logVariance }
        },
      },
      reparameterize: {
        inputs: { mean: [latent], spread: [latent], eps: [latent] },
        outputs: ['z'],
        apply: (_, { mean, spread, eps }) => ({ z: reparameterize({ mean, logVariance: spread }, eps) }),
      },
      decode: {
        inputs: { z: [latent] },
        outputs: likelihood === bernoulli ? ['logits'] : ['mean', 'spread'],
        apply: (params, { z }) => likelihood.parameters(decode(params, z)),
      },
      kl: {
        inputs: { mean: [latent], spread: [latent] },
        outputs: ['kl'],
        apply: (_, { mean, spread }) => ({ kl: klToStandardNormal({ mean, logVariance: spread }) }),
      },
      elbo: {
        inputs: { x: [dim], eps: [latent] },
        outputs: ['elbo', 'reconstruction', 'kl'],
        apply: elbo,
      },
      iwae: { inputs: { x: [dim], eps: [samples, latent] }, outputs: ['bound'], apply: iwae },
    },
    conventions: { spread: 'log_variance', likelihood: likelihood.name, beta: 1, constants: 'kept' },
    samples: { x: [dim] },
    phases: trainedBy((params, inputs) => neg(mean(elbo(params, inputs).elbo)), {
      eps: { shape: [latent], distribution: 'normal' },
    }),
  } satisfies Partial<Model>
}

/** A VAE whose pixels are Bernoulli, given by logits. */
export const vae = (options: Readonly<Record<string, number>> = {}): Model => ({
  name: 'vae',
  title: 'Variational autoencoder, Bernoulli pixels',
  ...variationalAutoencoder(bernoulli, options),
  recipe: { data: 'digits', batch: 128, steps: 800, learningRate: 5e-3, engine: 'onnx' },
})

/** A VAE whose pixels are Gaussian, with a mean and a variance of their own. */
export const gaussianVae = (options: Readonly<Record<string, number>> = {}): Model => ({
  name: 'gaussian-vae',
  title: 'Variational autoencoder, Gaussian pixels',
  ...variationalAutoencoder(gaussian, options),
  recipe: { data: 'digits', batch: 128, steps: 400, learningRate: 2e-3, engine: 'onnx' },
})
