import type { Tensors } from '../graph/trace.ts'
import { type AdversarialLoss, nonSaturating } from '../losses/adversarial.ts'
import type { Layer } from '../nn/dense.ts'
import { adam } from '../nn/optimizers.ts'
import { nested, type Params, part } from '../nn/parameters.ts'
import { mlp } from '../nn/sequence.ts'
import { leakyRelu } from '../ops/leaky-relu.ts'
import { relu } from '../ops/relu.ts'
import { reshape } from '../ops/reshape.ts'
import { stopGradient } from '../ops/stop-gradient.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Model, Phase } from './model.ts'

/** A generator z [N, latent] -> x [N, dim] and a judge x -> score [N], both dense, of two hidden layers. */
export function players(dim: number, latent: number, width: number) {
  const generator = mlp([latent, width, width, dim], relu)
  const net = mlp([dim, width, width, 1], (x) => leakyRelu(x, 0.2))
  const judge: Layer = {
    parameters: net.parameters,
    apply: (params, x) => reshape(net.apply(params, x), [x.shape[0]]),
  }
  return { generator, judge }
}

/**
 * The generative adversarial network (Goodfellow et al. 2014, algorithm 1): a discriminator climbs the value function
 *
 *   V = E log D(x) + E log(1 - D(G(z)))
 *
 * for `discriminator_steps` steps, and the generator then takes one against it. D is given by its logits. The paper's
 * generator loss is the non-saturating one where training starts, and here always, unless another is given.
 *
 * Shapes: x [N, dim], z [N, latent]; score, real, fake [N].
 */
export function gan(
  { dim = 64, latent = 16, width = 128, discriminator_steps = 1 } = {},
  loss: AdversarialLoss = nonSaturating,
): Model {
  const { generator, judge } = players(dim, latent, width)
  const generate = (params: Params, z: Tensor) => generator.apply(part(params, 'generator'), z)
  const discriminate = (params: Params, x: Tensor) => judge.apply(part(params, 'discriminator'), x)
  const noise = (name: string) => ({ [name]: { shape: [latent], distribution: 'normal' as const } })
  const optimizer: Phase['optimizer'] = (lr, schedule) => adam({ lr, beta1: 0.5 }, schedule)

  return {
    name: 'gan',
    title: 'Generative adversarial network',
    kind: 'gan',
    source: 'Goodfellow et al. 2014',
    options: { dim, latent, width, discriminator_steps },
    parameters: {
      ...nested('generator', generator.parameters),
      ...nested('discriminator', judge.parameters),
    },
    functions: adversarialFunctions(dim, latent, loss, generate, discriminate),
    conventions: { score: 'logits', loss: loss.name, average: 'sum' },
    samples: { x: [dim] },
    phases: [
      {
        name: 'discriminator',
        moves: 'discriminator',
        noise: noise('z_discriminator'),
        repeats: () => discriminator_steps,
        optimizer,
        loss: (params, { x, z_discriminator }) => {
          const fake = stopGradient(generate(params, z_discriminator))
          return loss.discriminator(discriminate(params, x), discriminate(params, fake))
        },
      },
      {
        name: 'generator',
        moves: 'generator',
        noise: noise('z_generator'),
        optimizer,
        loss: (params, { z_generator }) =>
          loss.generator(discriminate(params, generate(params, z_generator))),
      },
    ],
    recipe: {
      data: 'digits',
      batch: 64,
      steps: 3000,
      lawSteps: 1500,
      learningRate: 2e-3,
      engine: 'onnx',
    },
  }
}

/** The same on points of the plane, where all of the game can be seen (Kahng et al. 2018, GAN Lab). */
export const gan2d = (sizes: Parameters<typeof gan>[0] = {}): Model => ({
  ...gan({ dim: 2, latent: 2, width: 64, ...sizes }),
  name: 'gan-2d',
  title: 'Generative adversarial network of points',
  recipe: { data: 'eight-gaussians', batch: 128, steps: 1500, learningRate: 4e-3, engine: 'onnx' },
})

/** The functions of the contract's kind `gan`. */
export function adversarialFunctions(
  dim: number,
  latent: number,
  loss: AdversarialLoss,
  generate: (params: Params, z: Tensor) => Tensor,
  discriminate: (params: Params, x: Tensor) => Tensor,
): Model['functions'] {
  return {
    generate: {
      inputs: { z: [latent] },
      outputs: ['x'],
      apply: (params, { z }) => ({ x: generate(params, z) }),
    },
    discriminate: {
      inputs: { x: [dim] },
      outputs: ['score'],
      apply: (params, { x }) => ({ score: discriminate(params, x) }),
    },
    discriminator_loss: {
      inputs: { real: [], fake: [] },
      outputs: ['loss'],
      apply: (_, { real, fake }: Tensors) => ({ loss: loss.discriminator(real, fake) }),
    },
    generator_loss: {
      inputs: { fake: [] },
      outputs: ['loss'],
      apply: (_, { fake }) => ({ loss: loss.generator(fake) }),
    },
  }
}
