import { node } from '../../ops/lowering.ts'
import type { Tensor } from '../../ops/tensor.ts'
import { type Peephole, type Step, uses } from '../plan.ts'

/** A concatenation of concatenations along one axis, each used once, is one of many operands. */
export const mergeConcats: Peephole = (plan) => {
  const counts = uses(plan)
  const merged = new Map<Tensor, Step>()
  const partsOf = (part: Tensor, axis: unknown): readonly Tensor[] => {
    const inner = merged.get(part)
    const isMergeable = inner && part.attributes.axis === axis && counts.get(part) === 1
    return isMergeable ? inner.operands : [part]
  }
  const steps = plan.steps.map((step) => {
    if (step.tensor.op !== 'concat') return step
    const axis = step.tensor.attributes.axis as number
    const operands = step.operands.flatMap((part) => partsOf(part, axis))
    const lowered = (names: readonly string[]) => node('Concat', names, { axis })
    const wide = operands.length > step.operands.length ? { ...step, operands, lowered } : step
    merged.set(step.tensor, wide)
    return wide
  })
  return { ...plan, steps }
}
