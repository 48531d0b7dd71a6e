import { conv, convTransposed } from '../nn/conv.ts'
import type { Layer } from '../nn/dense.ts'
import { sequence } from '../nn/sequence.ts'
import { relu } from '../ops/relu.ts'
import { reshape } from '../ops/reshape.ts'
import { size } from '../ops/shape.ts'
import { autoencoder } from './autoencoder.ts'
import type { Model } from './model.ts'

const keep = { kernel: 3, padding: 1 }
const halve = { kernel: 4, stride: 2, padding: 1 }

/**
 * The deep convolutional autoencoder of the lecture: five convolutions to the code and five transposed ones back. Two of
 * each halve, or double, the image; the last spans all that is left of it. A ReLU stands between them.
 *
 * Shapes: x [N, dim] are square images of one channel, whose side 4 divides; z [N, latent]. The outer convolutions have
 * `channels`, the inner twice as many.
 */
export function convolutionalAutoencoder({ dim = 64, latent = 16, channels = 12 } = {}): Model {
  const side = Math.sqrt(dim)
  if (!Number.isInteger(side / 4)) {
    throw new RangeError(
      `convolutionalAutoencoder: x must be square images with a side that 4 divides, got ${dim} pixels`,
    )
  }
  const whole = { kernel: side / 4 }
  const [outer, inner] = [channels, 2 * channels]
  const encoder = sequence(
    [
      conv(1, outer, keep),
      conv(outer, outer, halve),
      conv(outer, inner, keep),
      conv(inner, inner, halve),
      conv(inner, latent, whole),
    ],
    relu,
  )
  const decoder = sequence(
    [
      convTransposed(latent, inner, whole),
      convTransposed(inner, inner, halve),
      convTransposed(inner, outer, keep),
      convTransposed(outer, outer, halve),
      convTransposed(outer, 1, keep),
    ],
    relu,
  )
  return {
    name: 'convolutional-autoencoder',
    title: 'Deep convolutional autoencoder',
    source: 'Masci et al. 2011',
    options: { dim, latent, channels },
    ...autoencoder({
      dim,
      latent,
      encoder: onImages(encoder, [1, side, side]),
      decoder: onImages(decoder, [latent, 1, 1]),
    }),
    conventions: { loss_reduction: 'feature_sum_batch_mean', linear: false },
    recipe: {
      data: 'digits',
      batch: 64,
      steps: 800,
      lawSizes: { latent: 8, channels: 6 },
      learningRate: 5e-3,
      engine: 'onnx',
    },
  }
}

/** A layer of images [N, C, H, W], between vectors: x [N, C H W] in, all that comes out in one row. */
const onImages = ({ parameters, apply }: Layer, image: readonly number[]): Layer => ({
  parameters,
  apply(params, x) {
    const y = apply(params, reshape(x, [x.shape[0], ...image]))
    return reshape(y, [y.shape[0], size(y.shape.slice(1))])
  },
})
