import { kernelRuleOf } from '../ops/index.ts'
import type { Lanes } from '../ops/primitive.ts'
import { type Tensor, tensor } from '../ops/tensor.ts'
import { buildGraph, type Graph, isLeaf } from './graph.ts'

/** The graph that kernels run, `lanes` cells at once: every op that is composed of others stands as these. */
export function composed({ inputs, nodes, outputs }: Graph, lanes: Lanes): Graph {
  const made = new Map<Tensor, Tensor>()
  const ofKernels = (node: Tensor): Tensor => {
    const known = made.get(node)
    if (known) return known
    const result = isLeaf(node) ? node : computed(node, node.inputs.map(ofKernels))
    made.set(node, result).set(result, result)
    return result
  }
  const computed = ({ op, attributes, shape }: Tensor, operands: readonly Tensor[]): Tensor => {
    const parts = kernelRuleOf(op).composed?.(operands, attributes, lanes)
    return parts ? ofKernels(parts) : tensor(op, operands, attributes, shape)
  }
  for (const node of nodes) ofKernels(node)
  const results = [...outputs].map(([name, output]) => [name, ofKernels(output)] as const)
  return buildGraph(inputs, new Map(results))
}
