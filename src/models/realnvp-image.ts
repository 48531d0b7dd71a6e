import type { Bijector } from '../bijectors/bijector.ts'
import { chain } from '../bijectors/chain.ts'
import { type ImageShape, squeeze } from '../bijectors/images.ts'
import { maskedCoupling } from '../bijectors/masked-coupling.ts'
import { onFirst } from '../bijectors/on-part.ts'
import { dequantized, logit } from '../bijectors/pixels.ts'
import { conv } from '../nn/conv.ts'
import type { Layer } from '../nn/dense.ts'
import { sequence } from '../nn/sequence.ts'
import { mean } from '../ops/mean.ts'
import { neg } from '../ops/neg.ts'
import { relu } from '../ops/relu.ts'
import { reshape } from '../ops/reshape.ts'
import { size } from '../ops/shape.ts'
import { flow, logProb } from './flow.ts'
import { type Model, trainedBy } from './model.ts'

const couplingsPerMask = 3
const lastCouplings = 4

/**
 * RealNVP for images (Dinh et al. 2017, sections 3.4-3.6 and 4.1): pixels are dequantised and go through a logit; at each
 * scale three couplings with checkerboard masks, a squeeze, three with channel masks, and half of what there is is
 * factored out; the last scale has four checkerboard couplings. The networks are small convolutional ones, not ResNets.
 *
 * x [N, dim] are dequantised pixels in (0, 1) of square images of one channel; z [N, dim]. Training takes grey values
 * k / (levels - 1) and the noise u, and maximises log p of what they make (`dequantized`). Parameters: layers.*
 */
export function realNvpImage({ dim = 64, levels = 17, scales = 2, channels = 8 } = {}): Model {
  const side = Math.sqrt(dim)
  if (scales < 1 || !Number.isInteger(side / 2 ** (scales - 1))) {
    throw new RangeError(
      `realNvpImage: x must be square images with a side that ${2 ** (scales - 1)} divides, got ${dim} pixels`,
    )
  }
  const layers = multiScale([1, side, side], scales, channels)
  const bijector = chain([logit(dim), layers], ['logit', 'layers'])
  const shared = flow({ bijector, conventions: { domain: 'unit' } })
  return {
    name: 'realnvp-image',
    title: 'RealNVP for images',
    source: 'Dinh et al. 2017',
    options: { dim, levels, scales, channels },
    ...shared,
    phases: trainedBy(
      (params, { x, u }) => neg(mean(logProb({ bijector }, params, dequantized(x, u, levels)))),
      { u: { shape: [dim], distribution: 'uniform' } },
    ),
    recipe: {
      data: 'digits',
      batch: 64,
      steps: 400,
      lawSizes: { channels: 4 },
      learningRate: 3e-3,
      engine: 'onnx',
    },
  }
}

/** One scale after another; each works on the half that the one before has not factored out. */
function multiScale(image: ImageShape, scales: number, width: number): Bijector {
  const checkerboards = (count: number) =>
    Array.from({ length: count }, (_, i) => couplingOf(image, width, checkerboard(image, i % 2)))
  if (scales === 1) return chain(checkerboards(lastCouplings))
  const [channels, height, rowLength] = image
  const half: ImageShape = [4 * channels, height / 2, rowLength / 2]
  const halves = Array.from({ length: couplingsPerMask }, (_, i) =>
    couplingOf(half, width, channelMask(half, i % 2)),
  )
  const rest: ImageShape = [2 * channels, height / 2, rowLength / 2]
  const dim = size(image)
  const parts = [
    ...checkerboards(couplingsPerMask),
    squeeze(image),
    ...halves,
    onFirst(dim, multiScale(rest, scales - 1, width)),
  ]
  const names = parts.map((_, i) => (i === parts.length - 1 ? 'next' : String(i)))
  return chain(parts, names)
}

/** 1 where row + column is even, or odd. */
const checkerboard = ([channels, height, width]: ImageShape, parity: number): number[] =>
  Array.from({ length: channels * height * width }, (_, i) => {
    const column = i % width
    const row = Math.floor(i / width) % height
    return (row + column) % 2 === parity ? 1 : 0
  })

/** 1 on the first half of the channels, or on the second. */
const channelMask = ([channels, height, width]: ImageShape, half: number): number[] =>
  Array.from({ length: channels * height * width }, (_, i) =>
    Math.floor(i / (height * width)) < channels / 2 === (half === 0) ? 1 : 0,
  )

function couplingOf(image: ImageShape, width: number, mask: readonly number[]): Bijector {
  const [channels] = image
  const same = { kernel: 3, padding: 1 }
  const net = sequence(
    [conv(channels, width, same), conv(width, width, { kernel: 1 }), conv(width, 2 * channels, same)],
    relu,
  )
  return maskedCoupling(mask, flat(net, image))
}

/** A layer of images between rows of numbers. */
const flat = ({ parameters, apply }: Layer, image: ImageShape): Layer => ({
  parameters,
  apply: (params, x) => {
    const y = apply(params, reshape(x, [x.shape[0], ...image]))
    return reshape(y, [y.shape[0], size(y.shape.slice(1))])
  },
})
