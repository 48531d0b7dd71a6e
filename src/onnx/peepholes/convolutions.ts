import type { TransposedGeometry } from '../../ops/conv-transpose2d.ts'
import type { Geometry } from '../../ops/convolution.ts'
import { integers, type Lowered, node } from '../../ops/lowering.ts'
import { size } from '../../ops/shape.ts'
import type { Tensor } from '../../ops/tensor.ts'
import type { Peephole, Step } from '../plan.ts'

/**
 * Convolutions as products of matrices, for ONNX Runtime has none in float64: the cells that meet each tap of the kernel
 * are gathered into columns ("im2col", Chellapilla et al. 2006).
 */
export const unrollConvolutions: Peephole = (plan) => ({
  ...plan,
  steps: plan.steps.map((step) => (Object.hasOwn(meets, step.tensor.op) ? unrolled(step) : step)),
})

/** Which cell of the operand a cell of the result meets at a tap of the kernel, along one axis; it may be no cell. */
type Meets = (out: number, tap: number, geometry: Geometry, axis: number) => number

const meets: Readonly<Record<string, Meets>> = {
  conv2d: (out, tap, { stride, padding, dilation }, axis) =>
    out * stride[axis] - padding[axis] + tap * dilation[axis],
  convTranspose2d: (out, tap, { stride, padding, dilation }, axis) =>
    (out + padding[axis] - tap * dilation[axis]) / stride[axis],
}

function unrolled({ tensor, operands }: Step): Step {
  const [x, weight] = tensor.inputs
  const { groups } = tensor.attributes as unknown as TransposedGeometry
  const [samples, channels, height, width] = x.shape
  const [, outputs, ...out] = tensor.shape
  const taps = weight.shape[2] * weight.shape[3]
  const sources = sourcesOf(tensor)
  return {
    tensor,
    operands,
    lowered: ([image, kernel]) => {
      const flat = reshaped(image, [samples, channels, height * width])
      const cells = node('Gather', [withZero(flat), integers(sources)], { axis: 2 })
      const columns = reshaped(cells, [samples, groups, (channels / groups) * taps, size(out)])
      const product = node('MatMul', [rowsOf(tensor, kernel), columns])
      return reshaped(product, [samples, outputs, ...out])
    },
  }
}

const reshaped = (x: Lowered, shape: readonly number[]): Lowered => node('Reshape', [x, integers(shape)])

/** One more cell, of 0, for taps that meet the padding. */
const withZero = (flat: Lowered): Lowered => node('Pad', [flat, integers([0, 0, 0, 0, 0, 1])])

/** The kernel as [groups, outputs of a group, inputs of a group x taps]. */
function rowsOf({ op, inputs: [, { shape }], attributes }: Tensor, kernel: Lowered): Lowered {
  const groups = Number(attributes.groups)
  const taps = shape[2] * shape[3]
  const [first, second] = [shape[0] / groups, shape[1]]
  if (op === 'conv2d') return reshaped(kernel, [groups, first, second * taps])
  const apart = reshaped(kernel, [groups, first, second, taps])
  return reshaped(node('Transpose', [apart], { perm: [0, 2, 1, 3] }), [groups, second, first * taps])
}

/** For each tap, and each cell of the result, the place in the flat image that they meet at; its end stands for none. */
function sourcesOf({ op, shape, inputs: [x, weight], attributes }: Tensor): number[] {
  const geometry = attributes as unknown as Geometry
  const along = (out: number, tap: number, axis: number) => {
    const at = meets[op](out, tap, geometry, axis)
    return Number.isInteger(at) && at >= 0 && at < x.shape[2 + axis] ? at : undefined
  }
  const [height, width] = shape.slice(2)
  const [rows, columns] = weight.shape.slice(2)
  return range(rows * columns).flatMap((tap) =>
    range(height * width).map((cell) => {
      const y = along(Math.floor(cell / width), Math.floor(tap / columns), 0)
      const z = along(cell % width, tap % columns, 1)
      return y === undefined || z === undefined ? x.shape[2] * x.shape[3] : y * x.shape[3] + z
    }),
  )
}

const range = (length: number): number[] => Array.from({ length }, (_, i) => i)
