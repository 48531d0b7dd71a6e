import { node, real } from '../../ops/lowering.ts'
import { type Peephole, stepsByTensor } from '../plan.ts'

/** The sign of a relu, which is never negative, is a comparison: ONNX Runtime's Sign takes twice as long. */
export const compareSigns: Peephole = (plan) => {
  const steps = stepsByTensor(plan)
  return {
    ...plan,
    steps: plan.steps.map((step) =>
      step.tensor.op === 'sign' && steps.get(step.operands[0])?.tensor.op === 'relu'
        ? { ...step, lowered: ([x]) => node('Cast', [node('Greater', [x, real(0)])], { to: 'real' }) }
        : step,
    ),
  }
}
