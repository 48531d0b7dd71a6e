import * as ops from '../../../ops/index.ts'
import type { Tensor } from '../../../ops/tensor.ts'
import { expression } from '../elementwise.ts'
import { numbers, type Readers, type Site } from '../site.ts'
import { unreadable } from '../unreadable.ts'
import { asImage, isEven, likeInput, padded, type Windows, windowsOf } from './windows.ts'

/** Weights are images, too: those of a signal get an axis of length 1. */
function conv([x, weight, bias]: readonly Tensor[], site: Site): Tensor {
  const windows = windowsOf(site, x, weight.shape.slice(2))
  const image = isEven(windows) ? asImage(x) : padded(asImage(x), windows)
  const padding = isEven(windows) ? windows.before : [0, 0]
  const y = ops.conv2d(image, asImage(weight), { ...geometryOf(windows), padding })
  return likeInput(biased(y, bias), x)
}

/** Padding of a transposed convolution cuts off cells. */
function convTranspose([x, weight, bias]: readonly Tensor[], site: Site): Tensor {
  if (numbers(site, 'output_shape')) unreadable(site.op, 'it states its output_shape')
  const windows = windowsOf(site, x, weight.shape.slice(2))
  const { before, after } = windows
  const extra = numbers(site, 'output_padding') ?? [0, 0]
  const whole = ops.convTranspose2d(asImage(x), asImage(weight), geometryOf(windows))
  const longer = extra.length === 1 ? [0, ...extra] : extra
  const grown = ops.pad(whole, [0, 0, 0, 0], [0, 0, ...longer])
  const cut = [2, 3].reduce(
    (image, axis, i) => ops.slice(image, axis, before[i], grown.shape[axis] - after[i]),
    grown,
  )
  return likeInput(biased(cut, bias), x)
}

const geometryOf = ({ stride, dilation, groups }: Windows) => ({ stride, dilation, groups })

const biased = (y: Tensor, bias: Tensor | undefined): Tensor =>
  bias ? ops.add(y, ops.reshape(bias, [bias.shape[0], 1, 1])) : y

export const convolution: Readers = {
  Conv: expression(conv),
  ConvTranspose: expression(convTranspose),
}
