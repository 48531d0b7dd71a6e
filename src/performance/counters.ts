import { lastReads, planOf } from '../engines/plan.ts'
import { composed } from '../graph/composed.ts'
import type { Graph } from '../graph/graph.ts'
import { lower } from '../onnx/lower.ts'
import { size } from '../ops/shape.ts'
import type { Tensor } from '../ops/tensor.ts'
import { packageCounters } from './package-size.ts'
import type { Workload } from './workload.ts'

/** Numbers that are the same in every run of the same code, by name. Less is better. */
export type Counters = Readonly<Record<string, number>>

/** What the workloads' graphs cost wherever they run, and how large the package is. */
export async function countersOf(workloads: readonly Workload[]): Promise<Counters> {
  const ofGraphs = workloads.flatMap(({ name, graphs }) =>
    Object.entries(added(graphs().map(graphCounters))).map(([counter, n]) => [`${name}: ${counter}`, n]),
  )
  return { ...Object.fromEntries(ofGraphs), ...(await packageCounters()) }
}

const bytesPerCell = 4 // float32

/** Nodes; the kernels run, the bytes that they read and write, their results held at once; and ONNX nodes. */
export function graphCounters(graph: Graph): Counters {
  const run = composed(graph, 4)
  const plan = planOf(run)
  const moved = plan.steps.flatMap((node) => [node, ...node.inputs])
  return {
    'graph nodes': graph.nodes.length,
    kernels: plan.steps.length,
    'bytes moved': bytesOf(moved),
    allocations: plan.steps.length + graph.outputs.size,
    'bytes held at most': mostHeld(run),
    'ONNX nodes': lower(graph, { precision: 'float32' }).graph.nodes.length,
  }
}

/** What kernels have written and is still to be read, where that is most. */
function mostHeld(graph: Graph): number {
  const plan = planOf(graph)
  const ending = lastReads(graph, plan)
  let [held, most] = [0, 0]
  plan.steps.forEach((node, i) => {
    held += bytesOf([node])
    most = Math.max(most, held)
    held -= bytesOf(ending[i])
  })
  return most
}

const bytesOf = (tensors: readonly Tensor[]): number =>
  tensors.reduce((sum, { shape }) => sum + bytesPerCell * size(shape), 0)

function added(counters: readonly Counters[]): Counters {
  const sums: Record<string, number> = {}
  for (const one of counters) {
    for (const [name, n] of Object.entries(one)) sums[name] = (sums[name] ?? 0) + n
  }
  return sums
}
