import type { Params } from '../nn/parameters.ts'
import { reshape } from '../ops/reshape.ts'
import { sum } from '../ops/sum.ts'
import type { Tensor } from '../ops/tensor.ts'
import { transpose } from '../ops/transpose.ts'
import type { Bijector } from './bijector.ts'
import { chain } from './chain.ts'
import { inverse } from './inverse.ts'
import { linear } from './linear.ts'
import { permutation } from './permutation.ts'

/** Channels, height and width of images that lie flat in a row, C H W numbers. */
export type ImageShape = readonly [channels: number, height: number, width: number]

/**
 * Squeezes each 2 x 2 block of a channel into four channels (Dinh et al. 2017, section 3.6): channel c becomes 4c to
 * 4c + 3, in the order (0, 0), (0, 1), (1, 0), (1, 1). It moves numbers only: [C, H, W] -> [4C, H/2, W/2].
 * Throws a RangeError where the height or the width is odd.
 */
export function squeeze([channels, height, width]: ImageShape): Bijector {
  if (height % 2 !== 0 || width % 2 !== 0) {
    throw new RangeError(`squeeze: height and width must be even, got ${height} x ${width}; pad the images`)
  }
  const [rows, columns] = [height / 2, width / 2]
  const order = Array.from({ length: channels * height * width }, (_, i) => {
    const column = i % columns
    const row = Math.floor(i / columns) % rows
    const channel = Math.floor(i / (columns * rows))
    const corner = channel % 4
    const y = 2 * row + Math.floor(corner / 2)
    const x = 2 * column + (corner % 2)
    return (Math.floor(channel / 4) * height + y) * width + x
  })
  return permutation(order)
}

/**
 * The invertible 1 x 1 convolution (Kingma & Dhariwal 2018, section 3.2): the same linear map of the channels at every
 * pixel, so log|det| = H W log|det W|. Parameters as `linear` has them, for the channels.
 */
export function invertibleConv([channels, height, width]: ImageShape): Bijector {
  const pixels = height * width
  const inner = linear(channels)
  function atPixels(map: Bijector['toLatent'], params: Params, x: Tensor) {
    const n = x.shape[0]
    const rows = reshape(transpose(reshape(x, [n, channels, pixels]), [0, 2, 1]), [n * pixels, channels])
    const { value, logDet } = map(params, rows)
    const images = transpose(reshape(value, [n, pixels, channels]), [0, 2, 1])
    return {
      value: reshape(images, [n, channels * pixels]),
      logDet: sum(reshape(logDet, [n, pixels]), 1),
    }
  }
  return {
    dim: channels * pixels,
    parameters: inner.parameters,
    toLatent: (params, x) => atPixels(inner.toLatent, params, x),
    toData: (params, z) => atPixels(inner.toData, params, z),
  }
}

/** A bijector of squeezed images, between a squeeze and its undoing. */
export const squeezed = (image: ImageShape, inner: Bijector): Bijector =>
  chain([squeeze(image), inner, inverse(squeeze(image))], ['squeeze', 'inner', 'unsqueeze'])
