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

/** The sides that an image goes through, from small to large: halved twice, and on until at most 4 is left (section 3). */
function sidesOf(side: number): number[] {
  const halved = [side]
  while (halved.length < 3 || halved[0] > 4) halved.unshift(Math.ceil(halved[0] / 2))
  return halved
}

/** How a kernel walks from a side to its half, or back. */
const halving = (side: number) => ({ kernel: side % 2 === 0 ? 4 : 3, stride: 2, padding: 1, init })

/** The statistics of a layer, under the layer's own path. */
const under = (path: string, { value, state }: Normed): Normed => ({ value, state: nested(path, state) })

/**
 * z [N, latent] -> images [N, side^2] in (0, 1): a transposed convolution to the smallest side, and others that double it,
 * with half the channels each. Batch normalisation everywhere but at the output, ReLU inside, tanh at the end (Radford et
 * al. 2016, section 3).
 */
function generatorOf(side: number, latent: number, channels: number) {
  const [first, ...rest] = sidesOf(side)
  const widths = [...rest.map((_, i) => channels * 2 ** (rest.length - 1 - i)), 1]
  const convs = [
    convTransposed(latent, widths[0], { kernel: first, bias: false, init }),
    ...rest.map((side, i) =>
      convTransposed(widths[i], widths[i + 1], { ...halving(side), bias: i === rest.length - 1 }),
    ),
  ]
  const norms = widths.slice(0, -1).map((width) => batchNorm(width))
  return {
    parameters: numbered(convs, norms),
    apply(params: Params, z: Tensor, mode: Mode): Normed {
      let h = reshape(z, [z.shape[0], latent, 1, 1])
      let state: Params = {}
      for (const [i, norm] of norms.entries()) {
        const wide = convs[i].apply(part(params, `conv.${i}`), h)
        const normed = norm.apply(part(params, `norm.${i}`), wide, mode)
        h = relu(normed.value)
        state = { ...state, ...nested(`norm.${i}`, normed.state) }
      }
      const last = convs.length - 1
      const image = tanh(convs[last].apply(part(params, `conv.${last}`), h))
      return { value: affine(reshape(image, [z.shape[0], side * side]), 0.5, 0.5), state }
    },
  }
}

/**
 * Images [N, side^2] in [0, 1] -> score [N]: convolutions that halve the side and double the channels, and one of all that
 * is left. Batch normalisation everywhere but at input and output, leaky ReLU inside.
 */
function discriminatorOf(side: number, channels: number) {
  const [least, ...rest] = sidesOf(side)
  const widths = [1, ...rest.map((_, i) => channels * 2 ** i)]
  const convs = [
    ...rest
      .toReversed()
      .map((side, i) => conv(widths[i], widths[i + 1], { ...halving(side), bias: i === 0 })),
    conv(widths[rest.length], 1, { kernel: least, init }),
  ]
  const norms = widths.slice(2).map((width) => batchNorm(width))
  return {
    parameters: numbered(convs, norms),
    apply(params: Params, x: Tensor, mode: Mode): Normed {
      const n = x.shape[0]
      const image = reshape(affine(x, 2, -1), [n, 1, side, side])
      let h = leakyRelu(convs[0].apply(part(params, 'conv.0'), image), 0.2)
      let state: Params = {}
      for (const [i, norm] of norms.entries()) {
        const narrow = convs[i + 1].apply(part(params, `conv.${i + 1}`), h)
        const normed = norm.apply(part(params, `norm.${i}`), narrow, mode)
        h = leakyRelu(normed.value, 0.2)
        state = { ...state, ...nested(`norm.${i}`, normed.state) }
      }
      const last = convs.length - 1
      return { value: reshape(convs[last].apply(part(params, `conv.${last}`), h), [n]), state }
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
 * The deep convolutional GAN (Radford et al. 2016) for square images of one channel. Training goes by the batch's
 * statistics, real and generated samples apart, as two passes; use by the running ones. A phase renews the statistics of
 * the part that it moves. Adam with beta1 0.5. Weights start at N(0, 0.02), gains at N(1, 0.02). `channels` are those of
 * the largest images inside. Throws a RangeError where the images are no squares.
 *
 * Shapes: x [N, dim] in [0, 1], z [N, latent]; score, real, fake [N].
 */
export function dcgan({ dim = 64, latent = 16, channels = 16 } = {}): Model {
  const side = Math.sqrt(dim)
  if (!Number.isInteger(side)) {
    throw new RangeError(`dcgan: x must be square images, got ${dim} pixels`)
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
    recipe: { data: 'digits', batch: 64, steps: 600, lawSteps: 300, learningRate: 1e-3, engine: 'onnx' },
  }
}
