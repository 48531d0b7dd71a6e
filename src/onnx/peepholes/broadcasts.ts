import { broadcastShapes, type Shape, sameShape } from '../../ops/shape.ts'
import type { Tensor } from '../../ops/tensor.ts'
import { type Peephole, type Step, stepsByTensor } from '../plan.ts'

/** Ops whose ONNX operators stretch their operands themselves. */
const stretching = new Set(['add', 'sub', 'mul', 'div', 'maximum', 'greater', 'less', 'equal', 'where'])

/**
 * An elementwise op takes what a broadcast took, so long as its operands together still give the result's shape.
 * ONNX aligns shapes at the last axis, as broadcast does, so nothing needs to be reshaped.
 */
export const feedUnexpanded: Peephole = (plan) => {
  const steps = stepsByTensor(plan)
  const narrower = (tensor: Tensor) =>
    tensor.op === 'broadcast' ? steps.get(tensor)?.operands[0] : undefined
  return {
    ...plan,
    steps: plan.steps.map((step) => (stretching.has(step.tensor.op) ? unexpanded(step, narrower) : step)),
  }
}

function unexpanded(step: Step, narrower: (tensor: Tensor) => Tensor | undefined): Step {
  const operands = [...step.operands]
  for (let at = 0; at < operands.length; ) {
    const candidate = narrower(operands[at])
    const proposed = candidate && operands.with(at, candidate)
    if (candidate && proposed && sameShape(together(proposed), step.tensor.shape)) operands[at] = candidate
    else at++
  }
  return { ...step, operands }
}

const together = (operands: readonly Tensor[]): Shape =>
  operands.map(({ shape }) => shape).reduce((a, b) => broadcastShapes('broadcast', a, b))
