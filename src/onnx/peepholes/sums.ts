import { integers, node } from '../../ops/lowering.ts'
import { sameShape } from '../../ops/shape.ts'
import { type Peephole, type Step, stepsByTensor, uses } from '../plan.ts'

/** A sum that keeps its axis, only for a reshape to drop it, drops it itself. */
export const dropSummedAxes: Peephole = (plan) => {
  const counts = uses(plan)
  const steps = stepsByTensor(plan)
  return {
    ...plan,
    steps: plan.steps.map((step) => {
      const sum = step.tensor.op === 'reshape' ? steps.get(step.operands[0]) : undefined
      const isDropped = sum?.tensor.op === 'sum' && counts.get(sum.tensor) === 1 && dropsAxis(step, sum)
      return isDropped ? fused(step, sum) : step
    }),
  }
}

const axisOf = ({ tensor }: Step): number => Number(tensor.attributes.axis)

const dropsAxis = (reshape: Step, sum: Step): boolean =>
  sameShape(
    reshape.tensor.shape,
    sum.tensor.shape.filter((_, axis) => axis !== axisOf(sum)),
  )

const fused = ({ tensor }: Step, sum: Step): Step => ({
  tensor,
  operands: sum.operands,
  lowered: ([x]) => node('ReduceSum', [x, integers([axisOf(sum)])], { keepdims: 0 }),
})
