import { sameShape } from '../../ops/shape.ts'
import type { Tensor } from '../../ops/tensor.ts'
import { type Peephole, type Plan, replaceTensors } from '../plan.ts'

/** Of a chain of reshapes only the last counts, and none where it comes back to the shape it began with. */
export const collapseReshapes: Peephole = (plan) =>
  replaceTensors(fromTheirRoots(plan), ({ tensor, operands: [source] }) =>
    tensor.op === 'reshape' && sameShape(source.shape, tensor.shape) ? source : undefined,
  )

function fromTheirRoots(plan: Plan): Plan {
  const roots = new Map<Tensor, Tensor>()
  const steps = plan.steps.map((step) => {
    if (step.tensor.op !== 'reshape') return step
    const [source] = step.operands
    const root = roots.get(source) ?? source
    roots.set(step.tensor, root)
    return { ...step, operands: [root] }
  })
  return { ...plan, steps }
}
