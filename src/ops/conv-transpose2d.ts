import { conv2dPrimitive, weightCotangent } from './conv2d.ts'
import {
  channelsLast,
  checkOperands,
  type Geometry,
  onnxGeometry,
  plain,
  unconvolved,
} from './convolution.ts'
import { node } from './lowering.ts'
import { type Primitive, primitive } from './primitive.ts'
import { reshape } from './reshape.ts'
import type { Attributes, Tensor } from './tensor.ts'
import { transpose } from './transpose.ts'

/** `outputPadding` tells apart the sizes that a strided convolution maps to one; it must be below stride or dilation. */
export interface TransposedGeometry extends Geometry {
  readonly outputPadding: readonly number[]
}

export const convTranspose2dPrimitive: Primitive<[Tensor, Tensor], TransposedGeometry & Attributes> =
  primitive({
    name: 'convTranspose2d',
    shape: ([x, weight], geometry) => {
      checkOperands('convTranspose2d', x, weight, geometry.groups, weight[0])
      const [height, width] = ([0, 1] as const).map(
        (axis) => unconvolved(x[2 + axis], weight[2 + axis], geometry, axis) + geometry.outputPadding[axis],
      )
      return [x[0], weight[1] * geometry.groups, height, width]
    },
    kernel: null,
    composed: ([x, weight], geometry, lanes) => {
      const [channels, outputs, kernelHeight, kernelWidth] = weight.shape
      const { groups, stride, padding, dilation, outputPadding } = geometry
      const kernels = reshape(weight, [groups, channels / groups, outputs, kernelHeight, kernelWidth])
      const alignment = {
        up: [1, 1],
        down: stride,
        step: dilation.map((distance) => -distance),
        start: padding,
        output: [
          unconvolved(x.shape[2], kernelHeight, geometry, 0) + outputPadding[0],
          unconvolved(x.shape[3], kernelWidth, geometry, 1) + outputPadding[1],
        ],
      }
      return channelsLast(x, transpose(kernels, [0, 3, 4, 1, 2]), alignment, lanes)
    },
    // The transpose of a convolution: its adjoint is the convolution itself.
    vjp: (g, [x, weight], _y, { stride, padding, dilation, groups }) => {
      const geometry = { stride, padding, dilation, groups }
      return [conv2dPrimitive(g, weight, geometry), weightCotangent(g, x, weight.shape, geometry)]
    },
    onnx: ([x, weight], { attributes }) =>
      node('ConvTranspose', [x, weight], {
        ...onnxGeometry(attributes),
        output_padding: attributes.outputPadding,
      }),
  })

/**
 * The adjoint of conv2d with respect to its images, without bias.
 * x [N, C, H, W], weight [C, O / groups, kh, kw] -> [N, O, H', W'].
 */
export const convTranspose2d = (
  x: Tensor,
  weight: Tensor,
  geometry: Partial<TransposedGeometry> = {},
): Tensor => convTranspose2dPrimitive(x, weight, { ...plain, outputPadding: [0, 0], ...geometry })
