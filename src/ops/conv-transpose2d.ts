import { conv2dPrimitive, weightCotangent } from './conv2d.ts'
import {
  type ConvolutionConstants,
  checkOperands,
  convolutionConstants,
  type Geometry,
  onnxGeometry,
  plain,
  unconvolved,
} from './convolution.ts'
import { node } from './lowering.ts'
import { type Primitive, primitive, type Thread } from './primitive.ts'
import type { Attributes, Tensor } from './tensor.ts'

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
    kernel: function (this: Thread<ConvolutionConstants>, x: number[], weight: number[]) {
      const line = Math.floor((this.thread.x + 0.5) / this.constants.outputWidth)
      const column = this.thread.x - line * this.constants.outputWidth
      const plane = Math.floor((line + 0.5) / this.constants.outputHeight)
      const row = line - plane * this.constants.outputHeight
      const sample = Math.floor((plane + 0.5) / this.constants.outputChannels)
      const channel = plane - sample * this.constants.outputChannels
      const group = Math.floor((channel + 0.5) / this.constants.groupOutputs)
      const groupChannel = channel - group * this.constants.groupOutputs
      let total = 0.0
      for (let c = 0; c < this.constants.groupInputs; c++) {
        const from = group * this.constants.groupInputs + c
        for (let i = 0; i < this.constants.kernelHeight; i++) {
          for (let j = 0; j < this.constants.kernelWidth; j++) {
            const down = row + this.constants.paddingY - i * this.constants.dilationY
            const right = column + this.constants.paddingX - j * this.constants.dilationX
            const y = Math.floor((down + 0.5) / this.constants.strideY)
            const z = Math.floor((right + 0.5) / this.constants.strideX)
            const meets = y * this.constants.strideY === down && z * this.constants.strideX === right
            const inside = meets && y >= 0 && y < this.constants.height && z >= 0 && z < this.constants.width
            const at = inside
              ? ((sample * this.constants.channels + from) * this.constants.height + y) *
                  this.constants.width +
                z
              : 0
            const w =
              ((from * this.constants.groupOutputs + groupChannel) * this.constants.kernelHeight + i) *
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
