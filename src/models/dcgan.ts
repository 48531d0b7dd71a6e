import { nonSaturating } from '../losses/adversarial.ts'
import { conv, convTransposed } from '../nn/conv.ts'
import { normal } from '../nn/init.ts'
import { batchNorm, type Mode, type Normed } from '../nn/norm.ts'
import { adam } from '../nn/optimizers.ts'
import { nested, type Params, part } from '../nn/parameters.ts'
import { affine } from '../ops/affine.ts'
import { leakyRelu } from '../ops/leaky-relu.ts'
import { relu } from '../ops/relu.ts'
import { reshape } from '../ops/reshape.ts'
import { stopGradient } from '../ops/stop-gradient.ts'
import { tanh } from '../ops/tanh.ts'
import type { Tensor } from '../ops/tensor.ts'
import { adversarialFunctions } from './gan.ts'
import type { Model, Phase } from './model.ts'

const init = normal(0.02)
const double = { kernel: 4, stride: 2, padding: 1, init }

/** The statistics of a layer, under the layer's own path. */
const under = (path: string, { value, state }: Normed): Normed => ({ value, state: nested(path, state) })

/**
 * z [N, latent] -> images [N, side^2] in (0, 1): a transposed convolution to a quarter of the side, and two that double it.
 * Batch normalisation everywhere but at the output, ReLU inside, tanh at the end (Radford et al. 2016, section 3).
 */
function generatorOf(side: number, latent: number, channels: number) {
  const convs = [
    convTransposed(latent, 2 * channels, { kernel: side / 4, bias: false, init }),
    convTransposed(2 * channels, channels, { ...double, bias: false }),
    convTransposed(channels, 1, double),
  ]
  const norms = [batchNorm(2 * channels), batchNorm(channels)]
  return {
    parameters: numbered(convs, norms),
    apply(params: Params, z: Tensor, mode: Mode): Normed {
      let value = reshape(z, [z.shape[0], latent, 1, 1])
      let state: Params = {}
      for (const [i, norm] of norms.entries()) {
        const normed = norm.apply(
          part(params, `norm.${i}`),
          convs[i].apply(part(params, `conv.${i}`), value),
          mode,
        )
        value = relu(normed.value)
        state = { ...state, ...nested(`norm.${i}`, normed.state) }
      }
      const image = tanh(convs[2].apply(part(params, 'conv.2'), value))
      return { value: affine(reshape(image, [z.shape[0], side * side]), 0.5, 0.5), state }
    },
  }
}

/** Images [N, side^2] in [0, 1] -> score [N]: two convolutions that halve the side, and one of all that is left. */
function discriminatorOf(side: number, channels: number) {
  const convs = [
    conv(1, channels, double),
    conv(channels, 2 * channels, { ...double, bias: false }),
    conv(2 * channels, 1, { kernel: side / 4, init }),
  ]
  const norm = batchNorm(2 * channels)
  return {
    parameters: numbered(convs, [norm]),
    apply(params: Params, x: Tensor, mode: Mode): Normed {
      const n = x.shape[0]
      const image = reshape(affine(x, 2, -1), [n, 1, side, side])
      const first = leakyRelu(convs[0].apply(part(params, 'conv.0'), image), 0.2)
      const second = convs[1].apply(part(params, 'conv.1'), first)
      const { value, state } = norm.apply(part(params, 'norm.0'), second, mode)
      const score = convs[2].apply(part(params, 'conv.2'), leakyRelu(value, 0.2))
      return { value: reshape(score, [n]), state: nested('norm.0', state) }
    },
  }
}

/** The losses of scores are the same in training as in evaluation. */
const mapsOf = ({ generate, discriminate }: Model['functions']): Model['functions'] => ({
  generate,
  discriminate,
})

const numbered = (
  convs: readonly { parameters: Model['parameters'] }[],
  norms: readonly { parameters: Model['parameters'] }[],
): Model['parameters'] =>
  Object.assign(
    {},
    ...convs.map(({ parameters }, i) => nested(`conv.${i}`, parameters)),
    ...norms.map(({ parameters }, i) => nested(`norm.${i}`, parameters)),
  )

/**
 * The deep convolutional GAN (Radford et al. 2016) for images of one channel whose side 4 divides. Training goes by the
 * batch's statistics, real and generated samples apart, as two passes; use by the running ones. A phase renews the
 * statistics of the part that it moves. Adam with beta1 0.5.
 *
 * Shapes: x [N, dim] in [0, 1], z [N, latent]; score, real, fake [N].
 */
export function dcgan({ dim = 64, latent = 16, channels = 16 } = {}): Model {
  const side = Math.sqrt(dim)
  if (!Number.isInteger(side / 4)) {
    throw new RangeError(`dcgan: x must be square images with a side that 4 divides, got ${dim} pixels`)
  }
  const [generator, discriminator] = [generatorOf(side, latent, channels), discriminatorOf(side, channels)]
  const generate = (params: Params, z: Tensor, mode: Mode) =>
    under('generator', generator.apply(part(params, 'generator'), z, mode))
  const discriminate = (params: Params, x: Tensor, mode: Mode) =>
    under('discriminator', discriminator.apply(part(params, 'discriminator'), x, mode))
  const noise = (name: string) => ({ [name]: { shape: [latent], distribution: 'normal' as const } })
  const optimizer: Phase['optimizer'] = (lr, schedule) => adam({ lr, beta1: 0.5 }, schedule)
  const functionsIn = (mode: Mode) =>
    adversarialFunctions(
      dim,
      latent,
      nonSaturating,
      (params, z) => generate(params, z, mode).value,
      (params, x) => discriminate(params, x, mode).value,
    )

  return {
    name: 'dcgan',
    title: 'Deep convolutional GAN',
    kind: 'gan',
    source: 'Radford et al. 2016',
    options: { dim, latent, channels },
    parameters: {
      ...nested('generator', generator.parameters),
      ...nested('discriminator', discriminator.parameters),
    },
    functions: functionsIn('evaluation'),
    learning: mapsOf(functionsIn('training')),
    conventions: { score: 'logits', loss: 'non_saturating', average: 'sum' },
    samples: { x: [dim] },
    phases: [
      {
        name: 'discriminator',
        moves: 'discriminator',
        noise: noise('z_discriminator'),
        optimizer,
        loss: (params, { x, z_discriminator }) => {
          const fake = stopGradient(generate(params, z_discriminator, 'training').value)
          const real = discriminate(params, x, 'training')
          const judged = discriminate({ ...params, ...real.state }, fake, 'training')
          return { loss: nonSaturating.discriminator(real.value, judged.value), state: judged.state }
        },
      },
      {
        name: 'generator',
        moves: 'generator',
        noise: noise('z_generator'),
        optimizer,
        loss: (params, { z_generator }) => {
          const { value, state } = generate(params, z_generator, 'training')
          return { loss: nonSaturating.generator(discriminate(params, value, 'training').value), state }
        },
      },
    ],
    recipe: { data: 'digits', batch: 64, steps: 600, learningRate: 1e-3, engine: 'onnx' },
  }
}
