import * as ops from '../../../ops/index.ts'
import { size } from '../../../ops/shape.ts'
import type { Tensor } from '../../../ops/tensor.ts'
import { unary } from '../elementwise.ts'
import { flag, numbers, type Readers, type Site } from '../site.ts'
import { unreadable } from '../unreadable.ts'
import { asImage, likeInput, padded, type Windows, windowsOf } from './windows.ts'

function poolsOf(site: Site, x: Tensor): Windows {
  if (flag(site, 'ceil_mode')) unreadable(site.op, 'ceil_mode')
  return windowsOf(site, x, numbers(site, 'kernel_shape') ?? [])
}

/** The sum of every window, channel by channel. */
function windowSums(image: Tensor, { kernel, stride, dilation }: Windows): Tensor {
  const [n, c, h, w] = image.shape
  const ones = ops.constant(new Float64Array(size(kernel)).fill(1), [1, 1, ...kernel])
  const sums = ops.conv2d(ops.reshape(image, [n * c, 1, h, w]), ones, { stride, dilation })
  return ops.reshape(sums, [n, c, ...sums.shape.slice(2)])
}

/** Padding counts among the cells of a window only where the model says so. */
function averagePool(x: Tensor, site: Site): Tensor {
  const windows = poolsOf(site, x)
  const image = asImage(x)
  const sums = windowSums(padded(image, windows), windows)
  if (flag(site, 'count_include_pad')) return likeInput(ops.affine(sums, 1 / size(windows.kernel), 0), x)
  const ones = ops.broadcast(ops.constant(1), [1, 1, ...image.shape.slice(2)])
  return likeInput(ops.div(sums, windowSums(padded(ones, windows), windows)), x)
}

/** The largest cell of every window; padding is never the largest. */
function maxPool(x: Tensor, site: Site): Tensor {
  if (site.results > 1) unreadable(site.op, 'it gives the places of the largest cells, too')
  const windows = poolsOf(site, x)
  const inside = padded(ops.broadcast(ops.constant(1), asImage(x).shape), windows)
  const image = ops.where(inside, padded(asImage(x), windows), -Number.MAX_VALUE)
  const shifts = windows.kernel[0] * windows.kernel[1]
  const cells = Array.from({ length: shifts }, (_, i) =>
    walked(image, windows, [Math.floor(i / windows.kernel[1]), i % windows.kernel[1]]),
  )
  return likeInput(cells.reduce(ops.maximum), x)
}

/** The cell at one place of every window. */
function walked(image: Tensor, { kernel, stride, dilation }: Windows, place: readonly number[]): Tensor {
  return [0, 1].reduce((x, i) => {
    const steps = Math.floor((image.shape[2 + i] - dilation[i] * (kernel[i] - 1) - 1) / stride[i]) + 1
    const places = Array.from({ length: steps }, (_, step) => step * stride[i] + place[i] * dilation[i])
    return ops.gather(x, places, 2 + i)
  }, image)
}

const spatial = (x: Tensor): number[] => x.shape.map((_, axis) => axis).slice(2)

export const pooling: Readers = {
  AveragePool: unary(averagePool),
  GlobalAveragePool: unary((x) => ops.mean(x, spatial(x), { keep: true })),
  GlobalMaxPool: unary((x) => ops.max(x, spatial(x), { keep: true })),
  MaxPool: unary(maxPool),
}
