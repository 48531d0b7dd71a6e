import { convTranspose2dPrimitive } from './conv-transpose2d.ts'
import {
  channelsLast,
  checkOperands,
  convolved,
  type Geometry,
  onnxGeometry,
  plain,
  unconvolved,
} from './convolution.ts'
import { node } from './lowering.ts'
import { type Primitive, primitive } from './primitive.ts'
import { reshape } from './reshape.ts'
import type { Shape } from './shape.ts'
import { slice } from './slice.ts'
import type { Attributes, Tensor } from './tensor.ts'
import { transpose } from './transpose.ts'

export const conv2dPrimitive: Primitive<[Tensor, Tensor], Geometry & Attributes> = primitive({
  name: 'conv2d',
  shape: ([x, weight], geometry) => {
    checkOperands('conv2d', x, weight, geometry.groups, weight[1] * geometry.groups)
    return [x[0], weight[0], convolved(x[2], weight[2], geometry, 0), convolved(x[3], weight[3], geometry, 1)]
  },
  kernel: null,
  composed: ([x, weight], geometry, lanes) => {
    const [outputs, channels, kernelHeight, kernelWidth] = weight.shape
    const { groups, stride, padding, dilation } = geometry
    const kernels = reshape(weight, [groups, outputs / groups, channels, kernelHeight, kernelWidth])
    const alignment = {
      up: stride,
      down: [1, 1],
      step: dilation,
      start: padding.map((amount) => -amount),
      output: [
        convolved(x.shape[2], kernelHeight, geometry, 0),
        convolved(x.shape[3], kernelWidth, geometry, 1),
      ],
    }
    return channelsLast(x, transpose(kernels, [0, 3, 4, 2, 1]), alignment, lanes)
  },
  vjp: (g, [x, weight], _y, geometry) => {
    const outputPadding = ([0, 1] as const).map(
      (axis) => x.shape[2 + axis] - unconvolved(g.shape[2 + axis], weight.shape[2 + axis], geometry, axis),
    )
    return [
      convTranspose2dPrimitive(g, weight, { ...geometry, outputPadding }),
      weightCotangent(x, g, weight.shape, geometry),
    ]
  },
  onnx: ([x, weight], { attributes }) => node('Conv', [x, weight], onnxGeometry(attributes)),
})

/**
 * The cotangent of a convolution's weight: the convolution of x with g, where samples and channels have changed places
 * and so have stride and dilation.
 */
export function weightCotangent(x: Tensor, g: Tensor, weight: Shape, geometry: Geometry): Tensor {
  const { stride, dilation, padding, groups } = geometry
  const [n, , height, width] = x.shape
  const [, , gHeight, gWidth] = g.shape
  const [inputs, outputs] = [x.shape[1] / groups, g.shape[1] / groups]
  const images = reshape(transpose(reshape(x, [n, groups, inputs, height, width]), [2, 1, 0, 3, 4]), [
    inputs,
    groups * n,
    height,
    width,
  ])
  const kernels = reshape(transpose(reshape(g, [n, groups, outputs, gHeight, gWidth]), [1, 2, 0, 3, 4]), [
    groups * outputs,
    n,
    gHeight,
    gWidth,
  ])
  const full = conv2dPrimitive(images, kernels, { stride: dilation, dilation: stride, padding, groups })
  const cropped = slice(slice(full, 2, 0, weight[2]), 3, 0, weight[3])
  return transpose(cropped, [1, 0, 2, 3])
}

/**
 * Cross-correlation of images with kernels, without bias.
 * x [N, C, H, W], weight [O, C / groups, kh, kw] -> [N, O, H', W']; lists of geometry are [vertical, horizontal].
 */
export const conv2d = (x: Tensor, weight: Tensor, geometry: Partial<Geometry> = {}): Tensor =>
  conv2dPrimitive(x, weight, { ...plain, ...geometry })
