import { convTranspose2dPrimitive } from './conv-transpose2d.ts'
import {
  type ConvolutionConstants,
  checkOperands,
  convolutionConstants,
  convolved,
  type Geometry,
  onnxGeometry,
  plain,
  unconvolved,
} from './convolution.ts'
import { node } from './lowering.ts'
import { type Primitive, primitive, type Thread } from './primitive.ts'
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
  kernel: function (this: Thread<ConvolutionConstants>, x: number[], weight: number[]) {
    const line = Math.floor((this.thread.x + 0.5) / this.constants.outputWidth)
    const column = this.thread.x - line * this.constants.outputWidth
    const plane = Math.floor((line + 0.5) / this.constants.outputHeight)
    const row = line - plane * this.constants.outputHeight
    const sample = Math.floor((plane + 0.5) / this.constants.outputChannels)
    const channel = plane - sample * this.constants.outputChannels
    const group = Math.floor((channel + 0.5) / this.constants.groupOutputs)
    const top = row * this.constants.strideY - this.constants.paddingY
    const left = column * this.constants.strideX - this.constants.paddingX
    const firstPlane = sample * this.constants.channels + group * this.constants.groupInputs
    let total = 0.0
    for (let c = 0; c < this.constants.groupInputs; c++) {
      for (let i = 0; i < this.constants.kernelHeight; i++) {
        for (let j = 0; j < this.constants.kernelWidth; j++) {
          const y = top + i * this.constants.dilationY
          const z = left + j * this.constants.dilationX
          const inside = y >= 0 && y < this.constants.height && z >= 0 && z < this.constants.width
          const at = inside ? ((firstPlane + c) * this.constants.height + y) * this.constants.width + z : 0
          const w =
            ((channel * this.constants.groupInputs + c) * this.constants.kernelHeight + i) *
              this.constants.kernelWidth +
            j
          const product = x[at] * weight[w]
          total += inside ? product : 0.0
        }
      }
    }
    return total
  },
  constants: ({ shapes: [x, weight], shape, attributes }) =>
    convolutionConstants(x, weight, shape, attributes),
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
