import type { Graph } from '../graph/graph.ts'
import { ruleOf } from '../ops/index.ts'
import type { Lowered } from '../ops/lowering.ts'
import type { Tensor } from '../ops/tensor.ts'

/** The computation of one tensor: from what, which may by now be less or more than what its op took, and how. */
export interface Step {
  readonly tensor: Tensor
  readonly operands: readonly Tensor[]
  readonly lowered: (names: readonly string[]) => Lowered
}

/** A graph on its way to ONNX. Steps come in an order in which operands stand before results. */
export interface Plan {
  readonly steps: readonly Step[]
  readonly outputs: ReadonlyMap<string, Tensor>
}

/** A plan that computes the same numbers in fewer or cheaper steps. It may leave steps that nothing needs. */
export type Peephole = (plan: Plan) => Plan

const isComputed = ({ op, data }: Tensor) => op !== 'input' && data === undefined

/** Every node computed from its operands, by its op's own rule. */
export const planOf = ({ nodes, outputs }: Graph): Plan => ({
  steps: nodes.filter(isComputed).map((tensor) => ({
    tensor,
    operands: tensor.inputs,
    lowered: (names) =>
      ruleOf(tensor.op).onnx(names, {
        attributes: tensor.attributes,
        shapes: tensor.inputs.map(({ shape }) => shape),
        shape: tensor.shape,
      }),
  })),
  outputs,
})

export const stepsByTensor = ({ steps }: Plan): Map<Tensor, Step> =>
  new Map(steps.map((step) => [step.tensor, step]))

/** How many operands and outputs each tensor is. */
export function uses({ steps, outputs }: Plan): Map<Tensor, number> {
  const counts = new Map<Tensor, number>()
  for (const tensor of [...steps.flatMap(({ operands }) => operands), ...outputs.values()]) {
    counts.set(tensor, (counts.get(tensor) ?? 0) + 1)
  }
  return counts
}

/** The plan in which every tensor that `equalTo` knows an older equal of gives way to it. */
export function replaceTensors(plan: Plan, equalTo: (step: Step) => Tensor | undefined): Plan {
  const equals = new Map<Tensor, Tensor>()
  const oldest = (tensor: Tensor) => equals.get(tensor) ?? tensor
  const steps: Step[] = []
  for (const old of plan.steps) {
    const step = { ...old, operands: old.operands.map(oldest) }
    const equal = equalTo(step)
    if (equal) equals.set(step.tensor, equal)
    else steps.push(step)
  }
  return { steps, outputs: new Map([...plan.outputs].map(([name, tensor]) => [name, oldest(tensor)])) }
}

/** The plan without the steps that no output depends on. */
export function withoutUnused(plan: Plan): Plan {
  const needed = new Set(plan.outputs.values())
  const steps: Step[] = []
  for (const step of [...plan.steps].reverse()) {
    if (!needed.has(step.tensor)) continue
    for (const operand of step.operands) needed.add(operand)
    steps.push(step)
  }
  return { ...plan, steps: steps.reverse() }
}
