import { type Alignment, correlate } from './correlate.ts'
import { padAxis } from './pad.ts'
import type { Lanes } from './primitive.ts'
import { reshape } from './reshape.ts'
import { type Shape, showShape } from './shape.ts'
import { slice } from './slice.ts'
import type { Tensor } from './tensor.ts'
import { transpose } from './transpose.ts'

/** How a kernel walks over an image; each list is [vertical, horizontal]. */
export interface Geometry {
  readonly stride: readonly number[]
  readonly padding: readonly number[]
  readonly dilation: readonly number[]
  readonly groups: number
}

export const plain: Geometry = { stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups: 1 }

/** Cells that a dilated kernel spans. */
export const span = (kernel: number, dilation: number): number => dilation * (kernel - 1) + 1

/** The length of a convolution's output along one axis (PyTorch's Conv2d). */
export const convolved = (
  length: number,
  kernel: number,
  { stride, padding, dilation }: Geometry,
  axis: 0 | 1,
) => Math.floor((length + 2 * padding[axis] - span(kernel, dilation[axis])) / stride[axis]) + 1

/** The length of a transposed convolution's output along one axis (PyTorch's ConvTranspose2d). */
export const unconvolved = (
  length: number,
  kernel: number,
  { stride, padding, dilation }: Geometry,
  axis: 0 | 1,
) => (length - 1) * stride[axis] - 2 * padding[axis] + span(kernel, dilation[axis])

/** Checks what both convolutions ask of their operands. `from` is the axis of the weight that x's channels meet. */
export function checkOperands(op: string, x: Shape, weight: Shape, groups: number, channels: number): void {
  if (x.length !== 4 || weight.length !== 4) {
    throw new RangeError(
      `${op}: x must be [N, C, H, W] and weight of rank 4, got ${showShape(x)} and ${showShape(weight)}`,
    )
  }
  if (!Number.isInteger(groups) || groups < 1 || x[1] % groups !== 0 || weight[0] % groups !== 0) {
    throw new RangeError(
      `${op}: ${groups} groups do not divide x's ${x[1]} channels and the weight's ${weight[0]}`,
    )
  }
  if (x[1] !== channels) {
    throw new RangeError(
      `${op}: x has ${x[1]} channels, the weight ${showShape(weight)} wants ${channels}; check channels and groups`,
    )
  }
}

/**
 * Both convolutions by the kernel of `correlate`: x [N, C, H, W] is moved to have its channels last, and the result
 * [N, O, H', W'] back. Weights [G, kh, kw, C / G, O / G] get outputs of zeros, so that all lanes have their own.
 */
export function channelsLast(x: Tensor, weight: Tensor, alignment: Alignment, lanes: Lanes): Tensor {
  const [n, channels, height, width] = x.shape
  const [groups, , , , outputs] = weight.shape
  const image = transpose(reshape(x, [n, groups, channels / groups, height, width]), [1, 0, 3, 4, 2])
  const widened = padAxis(weight, 4, 0, (lanes - (outputs % lanes)) % lanes)
  const result = slice(correlate(image, widened, alignment), 4, 0, outputs)
  return reshape(transpose(result, [1, 0, 4, 2, 3]), [n, groups * outputs, ...alignment.output])
}

export const onnxGeometry = ({ stride, padding, dilation, groups }: Geometry) => ({
  strides: stride,
  pads: [...padding, ...padding],
  dilations: dilation,
  group: groups,
})
