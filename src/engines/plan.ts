import { type Graph, isLeaf } from '../graph/graph.ts'
import { kernelRuleOf } from '../ops/index.ts'
import type { Tensor } from '../ops/tensor.ts'

/** What an engine that runs kernels has to do for a graph. */
export interface Plan {
  /** The nodes that a kernel computes, operands first. */
  readonly steps: readonly Tensor[]
  /** Where a tensor's cells are: ops that move nothing hand on those of their operand. */
  readonly sources: ReadonlyMap<Tensor, Tensor>
}

export function planOf({ nodes }: Graph): Plan {
  const sources = new Map<Tensor, Tensor>()
  const steps: Tensor[] = []
  for (const node of nodes) {
    const movesNothing = !isLeaf(node) && kernelRuleOf(node.op).kernel === null
    sources.set(node, movesNothing ? (sources.get(node.inputs[0]) as Tensor) : node)
    if (!movesNothing && !isLeaf(node)) steps.push(node)
  }
  return { steps, sources }
}

/** For every step, the tensors whose cells nothing reads after it. */
export function lastReads({ outputs }: Graph, { steps, sources }: Plan): readonly (readonly Tensor[])[] {
  const kept = new Set([...outputs.values()].map((tensor) => sources.get(tensor)))
  const last = new Map<Tensor, number>()
  steps.forEach((node, i) => {
    for (const operand of [node, ...node.inputs]) last.set(sources.get(operand) as Tensor, i)
  })
  const ending: Tensor[][] = steps.map(() => [])
  for (const [tensor, i] of last) if (!kept.has(tensor) && !isLeaf(tensor)) ending[i].push(tensor)
  return ending
}
