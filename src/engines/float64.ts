import { composed } from '../graph/composed.ts'
import type { Graph } from '../graph/graph.ts'
import { kernelOf } from '../graph/kernels.ts'
import { size } from '../ops/shape.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Engine, Executable } from './engine.ts'
import { checkedFeeds } from './feeds.ts'
import { lastReads, planOf } from './plan.ts'
import { value } from './value.ts'

type Cells = Float64Array

/** The oracle: the very same kernels, called as plain JavaScript functions over Float64Arrays. */
export function float64Engine(): Engine {
  const pool = arrayPool()
  return {
    name: 'float64',
    precision: 'float64',
    compile: async (graph) => executable(graph, pool),
    dispose: async () => {},
  }
}

function executable(traced: Graph, pool: ArrayPool): Executable {
  const graph = composed(traced, 1)
  const plan = planOf(graph)
  const ending = lastReads(graph, plan)
  const steps = plan.steps.map((node, i) => ({ node, compute: kernelOf(node), ending: ending[i] }))
  return {
    executor: 'plain JavaScript on Float64Array',
    async run(feeds) {
      const known = leaves(graph, checkedFeeds(graph.inputs, feeds, 'float64') as Cells[])
      const cellsOf = (tensor: Tensor) => known.get(plan.sources.get(tensor) as Tensor) as Cells
      for (const { node, compute, ending } of steps) {
        const result = pool.take(size(node.shape))
        compute(node.inputs.map(cellsOf), result)
        known.set(node, result)
        for (const tensor of ending) pool.give(known.get(tensor) as Cells)
      }
      const outputs = [...graph.outputs].map(([name, tensor]) => [
        name,
        value(cellsOf(tensor).slice(), tensor.shape),
      ])
      return Object.fromEntries(outputs)
    },
    dispose: async () => {},
  }
}

function leaves(graph: Graph, fed: readonly Cells[]): Map<Tensor, Cells> {
  const known = new Map<Tensor, Cells>([...graph.inputs.values()].map((tensor, i) => [tensor, fed[i]]))
  for (const node of graph.nodes) if (node.data) known.set(node, node.data)
  return known
}

type ArrayPool = ReturnType<typeof arrayPool>

/** Arrays that are used again, by all graphs of an engine: most of a large one's time would else go into making them. */
function arrayPool() {
  const idle = new Map<number, Cells[]>()
  return {
    take: (length: number): Cells => idle.get(length)?.pop() ?? new Float64Array(length),
    give(cells: Cells): void {
      const same = idle.get(cells.length) ?? []
      same.push(cells)
      idle.set(cells.length, same)
    },
  }
}
