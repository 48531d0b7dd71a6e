import { categorical } from '../distributions/likelihood.ts'
import type { Tensors } from '../graph/trace.ts'
import { conv1d } from '../nn/conv.ts'
import { dense, type Layer } from '../nn/dense.ts'
import { gru } from '../nn/gru.ts'
import { nested, type Params, part } from '../nn/parameters.ts'
import { mlp, sequence } from '../nn/sequence.ts'
import { affine } from '../ops/affine.ts'
import { mean } from '../ops/mean.ts'
import { mul } from '../ops/mul.ts'
import { pad } from '../ops/pad.ts'
import { reshape } from '../ops/reshape.ts'
import { slice } from '../ops/slice.ts'
import { square } from '../ops/square.ts'
import { sub } from '../ops/sub.ts'
import { tanh } from '../ops/tanh.ts'
import type { Tensor } from '../ops/tensor.ts'
import { transpose } from '../ops/transpose.ts'
import { type Model, type ModelFunction, trainedBy } from './model.ts'
import { type Decoder, variationalAutoencoder } from './variational-autoencoder.ts'

const kernel = 5
/** Two convolutions without padding leave one place of a string so long. */
const shortest = 2 * (kernel - 1) + 1

/**
 * The character VAE of Gomez-Bombarelli et al. 2016 (arXiv:1610.02415), in small. Convolutions read a molecule's SMILES; a
 * GRU writes it, told z and the character before at every step; a head predicts a property from z, so that molecules
 * with much of it are near one another. The loss is
 *
 *   -log p(x | z) + klWeight beta KL(q(z | x) to p(z)) + propertyWeight (predicted - property)^2,
 *
 * averaged over the batch. klWeight rises from 0 to 1 along a sigmoid, so that the decoder has learned to use z by then;
 * with a beta of 1 and so few molecules it forgets it again, and z holds little but the property.
 *
 * Shapes: x [N, length, alphabet] one-hot, property [N], z [N, latent], logits [N, length, alphabet]. Throws a RangeError
 * where the strings are shorter than what the convolutions see.
 */
export function moleculeVae({
  length = 24,
  alphabet = 26,
  latent = 24,
  filters = 16,
  width = 64,
  hidden = 96,
  samples = 2,
  beta = 0.3,
  propertyWeight = 1,
} = {}): Model {
  if (length < shortest) {
    throw new RangeError(
      `moleculeVae: strings must have a length of at least ${shortest}, got ${length}; add longer ones`,
    )
  }
  const head = mlp([latent, width, 1], tanh)
  const predict = (params: Params, z: Tensor) =>
    reshape(head.apply(part(params, 'property'), z), [z.shape[0]])
  const vae = variationalAutoencoder({
    sample: [length, alphabet],
    latent,
    encoder: reader(length, alphabet, filters, width, 2 * latent),
    decoder: writer(latent, width, hidden, length, alphabet),
    autoregressive: true,
    likelihood: categorical,
    beta,
    samples,
  })
  const { elbo, encode, reparameterize } = vae.functions

  function loss(params: Params, { x, property, eps, klWeight }: Tensors) {
    const { reconstruction, kl } = elbo.apply(params, { x, eps })
    const { z } = reparameterize.apply(params, { ...encode.apply(params, { x }), eps })
    const bound = sub(reconstruction, mul(kl, affine(klWeight, beta, 0)))
    return mean(sub(mul(square(sub(predict(params, z), property)), propertyWeight), bound))
  }

  const predicting: ModelFunction = {
    inputs: { z: [latent] },
    outputs: ['property'],
    apply: (params, { z }) => ({ property: predict(params, z) }),
  }
  return {
    name: 'molecule-vae',
    title: 'Character variational autoencoder of molecules',
    source: 'Gomez-Bombarelli et al. 2016',
    options: { length, alphabet, latent, filters, width, hidden, samples, beta, propertyWeight },
    ...vae,
    parameters: { ...vae.parameters, ...nested('property', head.parameters) },
    functions: { ...vae.functions, predict: predicting },
    samples: { x: [length, alphabet], property: [] },
    phases: trainedBy(loss, { eps: { shape: [latent], distribution: 'normal' } }),
    schedule: (step, steps) => ({ klWeight: annealed(step / steps) }),
    recipe: {
      data: 'molecules',
      batch: 64,
      steps: 1500,
      lawSteps: 200,
      lawSizes: { filters: 8, width: 16, hidden: 16 },
      learningRate: 5e-3,
      engine: 'onnx',
    },
  }
}

/** From 0 to 1 along a sigmoid whose middle is half of the run. */
const annealed = (part: number): number => 1 / (1 + Math.exp(-20 * (part - 0.5)))

/** x [N, length, alphabet] -> [N, outputs]: two convolutions over the characters, two dense layers. */
function reader(length: number, alphabet: number, filters: number, width: number, outputs: number): Layer {
  const convolutions = sequence([conv1d(alphabet, filters, kernel), conv1d(filters, filters, kernel)], tanh)
  const seen = filters * (length - 2 * (kernel - 1))
  const head = mlp([seen, width, outputs], tanh)
  return {
    parameters: { ...nested('conv', convolutions.parameters), ...nested('head', head.parameters) },
    apply(params, x) {
      const read = tanh(convolutions.apply(part(params, 'conv'), transpose(x, [0, 2, 1])))
      return head.apply(part(params, 'head'), reshape(read, [x.shape[0], seen]))
    },
  }
}

/**
 * z [N, latent], x [N, length, alphabet] -> logits [N, length, alphabet]: at every step a GRU is told what a dense layer
 * makes of z, and the character before; none before the first.
 */
function writer(latent: number, width: number, hidden: number, length: number, alphabet: number): Decoder {
  const first = dense(latent, width)
  const recurrence = gru(alphabet, hidden, { always: width })
  const last = dense(hidden, alphabet)
  return {
    parameters: {
      ...nested('first', first.parameters),
      ...nested('gru', recurrence.parameters),
      ...nested('last', last.parameters),
    },
    apply(params, z, x) {
      const n = z.shape[0]
      const told = tanh(first.apply(part(params, 'first'), z))
      const before = pad(slice(x, 1, 0, length - 1), [0, 1, 0], [0, 0, 0])
      const states = recurrence.apply(part(params, 'gru'), before, told)
      const logits = last.apply(part(params, 'last'), reshape(states, [n * length, hidden]))
      return reshape(logits, [n, length, alphabet])
    },
  }
}
