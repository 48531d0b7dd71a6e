import { add } from '../ops/add.ts'
import { affine } from '../ops/affine.ts'
import { div } from '../ops/div.ts'
import { mean } from '../ops/mean.ts'
import { mul } from '../ops/mul.ts'
import { reshape } from '../ops/reshape.ts'
import { sqrt } from '../ops/sqrt.ts'
import { square } from '../ops/square.ts'
import { stopGradient } from '../ops/stop-gradient.ts'
import { sub } from '../ops/sub.ts'
import type { Tensor } from '../ops/tensor.ts'
import { normal, ones, zeros } from './init.ts'
import type { Parameters, Params } from './parameters.ts'

const eps = 1e-5

/** Whether a network learns, on batches, or is used, one sample at a time if need be. */
export type Mode = 'training' | 'evaluation'

/** A result, and the statistics that training has renewed on the way, by their paths; none in evaluation. */
export interface Normed {
  readonly value: Tensor
  readonly state: Params
}

/** A layer that behaves otherwise in training than in evaluation. */
export interface NormLayer {
  readonly parameters: Parameters
  readonly apply: (params: Params, x: Tensor, mode: Mode) => Normed
}

/**
 * Batch normalisation (Ioffe & Szegedy 2015): each channel of x [N, C, H, W] has mean 0 and variance 1 over the batch and
 * its pixels, then gain `weight` and offset `bias` [C]. In evaluation the running statistics stand in for the batch's: they
 * are moving averages with momentum 0.1, of the unbiased variance, as PyTorch keeps them. Gains start at N(1, deviation).
 */
export function batchNorm(channels: number, { deviation = 0.02, momentum = 0.1 } = {}): NormLayer {
  const around = normal(deviation)
  const wide = (of: Tensor) => reshape(of, [1, channels, 1, 1])
  return {
    parameters: {
      weight: { shape: [channels], init: (shape, random) => around(shape, random).map((x) => 1 + x) },
      bias: { shape: [channels], init: zeros },
      running_mean: { shape: [channels], init: zeros, trained: false },
      running_var: { shape: [channels], init: ones, trained: false },
    },
    apply({ weight, bias, running_mean, running_var }, x, mode) {
      const scaled = (centred: Tensor, variance: Tensor) =>
        add(mul(centred, wide(div(weight, sqrt(affine(variance, 1, eps))))), wide(bias))
      if (mode === 'evaluation') {
        return { value: scaled(sub(x, wide(running_mean)), running_var), state: {} }
      }
      const centre = mean(x, [0, 2, 3])
      const centred = sub(x, wide(centre))
      const variance = mean(square(centred), [0, 2, 3])
      const count = x.shape[0] * x.shape[2] * x.shape[3]
      const moved = (old: Tensor, now: Tensor, scale: number) =>
        add(affine(old, 1 - momentum, 0), affine(stopGradient(now), momentum * scale, 0))
      return {
        value: scaled(centred, variance),
        state: {
          running_mean: moved(running_mean, centre, 1),
          running_var: moved(running_var, variance, count / (count - 1)),
        },
      }
    },
  }
}

/** Instance normalisation (Ulyanov et al. 2016): every channel of every sample has mean 0 and variance 1 over its pixels. */
export function instanceNorm(x: Tensor): Tensor {
  const centred = sub(x, mean(x, [2, 3], { keep: true }))
  return div(centred, sqrt(affine(mean(square(centred), [2, 3], { keep: true }), 1, eps)))
}
