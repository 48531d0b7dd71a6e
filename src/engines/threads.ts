import { availableParallelism, loadavg } from 'node:os'
import type { Graph } from '../graph/graph.ts'
import { costOf } from '../onnx/cost.ts'

/** What a machine has, and has to do. */
export interface Load {
  readonly cores: number
  /** Processes that wanted a core over the last minute, on average. */
  readonly busy: number
}

const loadNow = (): Load => ({ cores: availableParallelism(), busy: loadavg()[0] })

/** Multiplications below which a second thread saves little of a run: it takes some milliseconds on one core. */
const large = 3e8

/** How many threads a run of a graph is worth: two where it is large and they would be alone on their cores, else one. */
export function threadsFor(graph: Graph, { cores, busy }: Load = loadNow()): number {
  const isIdle = cores - busy >= 1.5
  return isIdle && costOf(graph).multiplications >= large ? 2 : 1
}
