import type { Lowered } from '../../ops/lowering.ts'
import { node } from '../../ops/lowering.ts'
import { type Peephole, type Plan, type Step, stepsByTensor, uses } from '../plan.ts'

/** A product of matrices to which something is added, and which nothing else uses, is one Gemm. */
export const fuseGemm: Peephole = (plan) => {
  const counts = uses(plan)
  const steps = stepsByTensor(plan)
  const productOf = (step: Step): number =>
    step.operands.findIndex((operand) => isProduct(steps.get(operand)) && counts.get(operand) === 1)
  return {
    ...plan,
    steps: plan.steps.map((step) => {
      const at = step.tensor.op === 'add' && step.tensor.shape.length === 2 ? productOf(step) : -1
      return at < 0 ? step : fused(step, steps.get(step.operands[at]) as Step, at)
    }),
  } satisfies Plan
}

const isProduct = (step: Step | undefined): boolean =>
  step?.tensor.op === 'matmul' && step.tensor.shape.length === 2

function fused(sum: Step, product: Step, at: number): Step {
  const { transposeA, transposeB } = product.tensor.attributes
  const attributes = { transA: Number(transposeA), transB: Number(transposeB) }
  return {
    tensor: sum.tensor,
    operands: [...product.operands, sum.operands[1 - at]],
    lowered: (names): Lowered => node('Gemm', names, attributes),
  }
}
