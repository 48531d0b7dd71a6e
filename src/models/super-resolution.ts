import { conv } from '../nn/conv.ts'
import type { Layer } from '../nn/dense.ts'
import { nested, part } from '../nn/parameters.ts'
import { sequence } from '../nn/sequence.ts'
import { add } from '../ops/add.ts'
import { averagePool } from '../ops/average-pool.ts'
import { relu } from '../ops/relu.ts'
import { reshape } from '../ops/reshape.ts'
import { size } from '../ops/shape.ts'
import type { Tensor } from '../ops/tensor.ts'
import { transpose } from '../ops/transpose.ts'
import { upsample } from '../ops/upsample.ts'
import { type Corruption, denoiser } from './denoiser.ts'
import type { Model } from './model.ts'

const factor = 2

/**
 * Super-resolution by two: a denoiser whose corruption is to halve the image, every pixel the mean of a 2 x 2 block. The
 * network adds a residual (Kim et al. 2016) to the image with its pixels repeated; a sub-pixel convolution makes it: all
 * convolutions are at the low resolution, and the last gives each block its four pixels as channels (Shi et al. 2016).
 *
 * Shapes: x [N, dim] are square images of one channel with an even side; y, corrupted, [N, dim / 4]; there is no noise.
 */
export function superResolution({ dim = 64, channels = 16 } = {}): Model {
  const side = Math.sqrt(dim)
  if (!Number.isInteger(side / factor)) {
    throw new RangeError(`superResolution: x must be square images with an even side, got ${dim} pixels`)
  }
  return {
    name: 'super-resolution',
    title: 'Super-resolution by two',
    source: 'Shi et al. 2016',
    options: { dim, channels },
    ...denoiser(dim, halving(side), enlargement(side / factor, channels)),
    conventions: { loss_reduction: 'feature_sum_batch_mean' },
    recipe: { data: 'digits', batch: 64, steps: 1000, learningRate: 5e-3, engine: 'onnx' },
  }
}

const halving = (side: number): Corruption => ({
  size: (side / factor) ** 2,
  apply: (x) => flat(averagePool(reshape(x, [x.shape[0], 1, side, side]), [factor, factor])),
})

/** From y [N, side^2] to the image of twice the side. */
function enlargement(side: number, channels: number): Layer {
  const keep = { kernel: 3, padding: 1 }
  const network = sequence(
    [conv(1, channels, keep), conv(channels, channels, keep), conv(channels, factor ** 2, keep)],
    relu,
  )
  return {
    parameters: nested('network', network.parameters),
    apply(params, y) {
      const low = reshape(y, [y.shape[0], 1, side, side])
      const residual = subPixels(network.apply(part(params, 'network'), low))
      return flat(add(upsample(low, [factor, factor]), residual))
    },
  }
}

/** Channel 2 i + j becomes row i and column j of each block: [N, 4, H, W] -> [N, 1, 2 H, 2 W] (Shi et al. 2016, eq. 4). */
function subPixels(x: Tensor): Tensor {
  const [n, , h, w] = x.shape
  const blocks = transpose(reshape(x, [n, factor, factor, h, w]), [0, 3, 1, 4, 2])
  return reshape(blocks, [n, 1, h * factor, w * factor])
}

const flat = (x: Tensor): Tensor => reshape(x, [x.shape[0], size(x.shape.slice(1))])
