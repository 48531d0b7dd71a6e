import { type Lowered, node, real } from '../../ops/lowering.ts'
import { sameShape } from '../../ops/shape.ts'
import type { Tensor } from '../../ops/tensor.ts'
import { type Peephole, type Step, stepsByTensor, uses } from '../plan.ts'

/**
 * The slopes of relu and of leaky relu, which jump at 0 from one constant to another, are a line through 0, clipped: ONNX
 * Runtime's Greater, Cast and what makes the constants of 0 and 1 take up to twice as long.
 */
export const clipSteps: Peephole = (plan) => {
  const counts = uses(plan)
  const steps = stepsByTensor(plan)
  return {
    ...plan,
    steps: plan.steps.map((step) => {
      const operand = steps.get(step.operands[0])
      if (!operand) return step
      if (step.tensor.op === 'sign' && operand.tensor.op === 'relu')
        return clipped(step, operand.tensor, [0, 1])
      const range = isAboveZero(operand) && counts.get(operand.tensor) === 1 ? rangeOf(step) : undefined
      return range ? clipped(step, operand.operands[0], range) : step
    }),
  }
}

function isAboveZero({ tensor, operands: [of, bound] }: Step): boolean {
  const isStep = tensor.op === 'greater' && bound.data?.every((cell) => cell === 0)
  return isStep === true && sameShape(of.shape, tensor.shape)
}

/** What scale step + offset jumps between; only what rises from 0 or above is a clipped line. */
function rangeOf({ tensor }: Step): readonly [number, number] | undefined {
  if (tensor.op !== 'affine') return undefined
  const [scale, offset] = [Number(tensor.attributes.scale), Number(tensor.attributes.offset)]
  return scale > 0 && offset >= 0 ? [offset, offset + scale] : undefined
}

/** So steep, and still a float32, that of all numbers only subnormal ones stay below the line's upper end. */
const steep = 3e38

const clipped = (step: Step, of: Tensor, [least, most]: readonly [number, number]): Step => ({
  ...step,
  operands: [of],
  lowered: ([x]): Lowered => node('Clip', [node('Mul', [x, real(steep)]), real(least), real(most)]),
})
