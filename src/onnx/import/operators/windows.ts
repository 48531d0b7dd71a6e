import * as ops from '../../../ops/index.ts'
import type { Tensor } from '../../../ops/tensor.ts'
import { checkSize } from '../reading.ts'
import { number, numbers, type Site, text } from '../site.ts'
import { unreadable } from '../unreadable.ts'

/** How a window walks over an image, by its axes [vertical, horizontal]; amounts of padding may differ at the two ends. */
export interface Windows {
  readonly kernel: readonly number[]
  readonly stride: readonly number[]
  readonly dilation: readonly number[]
  readonly before: readonly number[]
  readonly after: readonly number[]
  readonly groups: number
}

/** The windows of a site, on a signal [N, C, L], which gets a vertical axis of length 1, or an image [N, C, H, W]. */
export function windowsOf(site: Site, x: Tensor, kernel: readonly number[]): Windows {
  const rank = kernel.length
  checkSize(site.op, kernel)
  if (rank < 1 || rank > 2 || x.shape.length !== rank + 2) unreadable(site.op, `it walks along ${rank} axes`)
  const stride = numbers(site, 'strides') ?? kernel.map(() => 1)
  const dilation = numbers(site, 'dilations') ?? kernel.map(() => 1)
  const [before, after] = paddingOf(site, x.shape.slice(2), kernel, stride, dilation)
  const both = (list: readonly number[], flat: number) => (rank === 1 ? [flat, ...list] : list)
  return {
    kernel: both(kernel, 1),
    stride: both(stride, 1),
    dilation: both(dilation, 1),
    before: both(before, 0),
    after: both(after, 0),
    groups: number(site, 'group', 1),
  }
}

/** `auto_pad` makes the result as long as the walk has steps: what is missing is shared by both ends. */
function paddingOf(
  site: Site,
  lengths: readonly number[],
  kernel: readonly number[],
  stride: readonly number[],
  dilation: readonly number[],
): [number[], number[]] {
  const none = kernel.map(() => 0)
  const auto = text(site, 'auto_pad', 'NOTSET')
  if (auto === 'VALID') return [none, none]
  if (auto === 'NOTSET') {
    const pads = numbers(site, 'pads') ?? [...none, ...none]
    return [pads.slice(0, kernel.length), pads.slice(kernel.length)]
  }
  if (site.op === 'ConvTranspose') unreadable(site.op, `auto_pad ${auto}`)
  const missing = lengths.map((length, i) => {
    const steps = Math.ceil(length / stride[i])
    return Math.max(0, (steps - 1) * stride[i] + dilation[i] * (kernel[i] - 1) + 1 - length)
  })
  const [less, more] = [missing.map((m) => Math.floor(m / 2)), missing.map((m) => Math.ceil(m / 2))]
  return auto === 'SAME_LOWER' ? [more, less] : [less, more]
}

export const asImage = (x: Tensor): Tensor =>
  x.shape.length === 3 ? ops.reshape(x, [x.shape[0], x.shape[1], 1, x.shape[2]]) : x

/** An image as a signal again, where it was one. */
export const likeInput = (image: Tensor, x: Tensor): Tensor =>
  x.shape.length === 3 ? ops.reshape(image, image.shape.toSpliced(2, 1)) : image

export const isEven = ({ before, after }: Windows): boolean =>
  before.every((amount, i) => amount === after[i])

/** An image with its padding, of zeros. */
export const padded = (x: Tensor, { before, after }: Windows): Tensor =>
  ops.pad(x, [0, 0, ...before], [0, 0, ...after])
