import type { Graph } from '../graph/graph.ts'
import { ruleOf } from '../ops/index.ts'
import { size } from '../ops/shape.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Engine, Executable } from './engine.ts'
import { checkedFeeds } from './feeds.ts'
import { value } from './value.ts'

type Cells = Float64Array

/** The oracle: the very same kernels, called as plain JavaScript functions over Float64Arrays. */
export function float64Engine(): Engine {
  return {
    name: 'float64',
    precision: 'float64',
    compile: async (graph) => executable(graph),
    dispose: async () => {},
  }
}

function executable(graph: Graph): Executable {
  const steps = graph.nodes.filter(({ op }) => op !== 'input').map((node) => ({ node, compute: step(node) }))
  return {
    executor: 'plain JavaScript on Float64Array',
    async run(feeds) {
      const known = new Map<Tensor, Cells>()
      const fed = checkedFeeds(graph, feeds, 'float64') as Cells[]
      const inputs = [...graph.inputs.values()]
      inputs.forEach((tensor, i) => {
        known.set(tensor, fed[i])
      })
      for (const { node, compute } of steps) {
        known.set(node, compute(node.inputs.map((operand) => known.get(operand) as Cells)))
      }
      return Object.fromEntries(
        [...graph.outputs].map(([name, tensor]) => [
          name,
          value((known.get(tensor) as Cells).slice(), tensor.shape),
        ]),
      )
    },
    dispose: async () => {},
  }
}

function step(node: Tensor): (operands: Cells[]) => Cells {
  if (node.data) return () => node.data as Cells
  const rule = ruleOf(node.op)
  const { kernel } = rule
  if (!kernel) return ([operand]) => operand
  const { attributes, shape } = node
  const shapes = node.inputs.map((operand) => operand.shape)
  const constants = rule.constants?.({ attributes, shapes, shape }) ?? {}
  const total = size(shape)
  return (operands) => {
    const thread = { x: 0 }
    const self = { thread, constants }
    const result = new Float64Array(total)
    const compute = kernel.bind(self, ...(operands as unknown as number[][]))
    for (thread.x = 0; thread.x < total; thread.x++) result[thread.x] = compute()
    return result
  }
}
