import { kernelRuleOf } from '../ops/index.ts'
import { type Tensor, tensor } from '../ops/tensor.ts'
import { buildGraph, type Graph } from './graph.ts'

/** The graph that kernels run: every op that is composed of others stands as these. */
export function composed({ inputs, nodes, outputs }: Graph): Graph {
  const made = new Map<Tensor, Tensor>()
  const ofKernels = (node: Tensor): Tensor => {
    const known = made.get(node)
    if (known) return known
    const result = isLeaf(node) ? node : composedNode(node, node.inputs.map(ofKernels), ofKernels)
    made.set(node, result).set(result, result)
    return result
  }
  for (const node of nodes) ofKernels(node)
  const results = [...outputs].map(([name, output]) => [name, ofKernels(output)] as const)
  return buildGraph(inputs, new Map(results))
}

const isLeaf = ({ op, data }: Tensor): boolean => op === 'input' || data !== undefined

function composedNode(
  { op, attributes, shape }: Tensor,
  operands: readonly Tensor[],
  ofKernels: (tensor: Tensor) => Tensor,
): Tensor {
  const parts = kernelRuleOf(op).composed?.(operands, attributes)
  return parts ? ofKernels(parts) : tensor(op, operands, attributes, shape)
}
