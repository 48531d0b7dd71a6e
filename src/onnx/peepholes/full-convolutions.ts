import type { TransposedGeometry } from '../../ops/conv-transpose2d.ts'
import type { Geometry } from '../../ops/convolution.ts'
import { integers, type Lowered, node } from '../../ops/lowering.ts'
import { size } from '../../ops/shape.ts'
import type { Tensor } from '../../ops/tensor.ts'
import type { Peephole, Step } from '../plan.ts'

/**
 * A convolution with a kernel as large as the image, and the transposed one of a single pixel, are products of matrices:
 * ONNX Runtime takes three to ten times as long to find that out.
 */
export const multiplyFullConvolutions: Peephole = (plan) => ({
  ...plan,
  steps: plan.steps.map((step) => {
    if (isFull(step.tensor)) return { ...step, lowered: fullProduct(step) }
    if (isOfOnePixel(step.tensor)) return { ...step, lowered: productOfPixels(step) }
    return step
  }),
})

const isPlain = ({ padding, dilation, groups }: Geometry): boolean =>
  groups === 1 && padding.every((by) => by === 0) && dilation.every((by) => by === 1)

function isFull({ op, inputs: [x, weight], attributes }: Tensor): boolean {
  if (op !== 'conv2d' || !isPlain(attributes as unknown as Geometry)) return false
  return [2, 3].every((axis) => x.shape[axis] === weight.shape[axis])
}

function isOfOnePixel({ op, inputs: [x], attributes }: Tensor): boolean {
  if (op !== 'convTranspose2d') return false
  const geometry = attributes as unknown as TransposedGeometry
  const hasEdge = geometry.outputPadding.some((by) => by > 0)
  return isPlain(geometry) && !hasEdge && x.shape[2] * x.shape[3] === 1
}

/** x [N, C, H, W] and weight [O, C, H, W] as [N, C H W] and the transpose of [O, C H W]. */
const fullProduct =
  ({ tensor: { shape, inputs } }: Step) =>
  (names: readonly string[]): Lowered =>
    node('Reshape', [node('Gemm', flattened(names, inputs), { transB: 1 }), integers(shape)])

/** x [N, C, 1, 1] and weight [C, O, H, W] as [N, C] and [C, O H W]. */
const productOfPixels =
  ({ tensor: { shape, inputs } }: Step) =>
  (names: readonly string[]): Lowered =>
    node('Reshape', [node('MatMul', flattened(names, inputs)), integers(shape)])

/** Each with its first axis and all others as one. */
const flattened = (names: readonly string[], tensors: readonly Tensor[]): Lowered[] =>
  names.map((name, i) => {
    const [first, ...rest] = tensors[i].shape
    return node('Reshape', [name, integers([first, size(rest)])])
  })
