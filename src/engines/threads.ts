import { availableParallelism, loadavg } from 'node:os'
import { costOf } from '../graph/cost.ts'
import type { Graph } from '../graph/graph.ts'

/** What a machine has, and has to do. */
export interface Load {
  readonly cores: number
  /** Processes that wanted a core over the last minute, on average. */
  readonly busy: number
}

const loadNow = (): Load => ({ cores: availableParallelism(), busy: loadavg()[0] })

const isIdle = ({ cores, busy }: Load): boolean => cores - busy >= 1.5

/** Multiplications below which a second thread saves little of a run: it takes some milliseconds on one core. */
const large = 3e8

/** How many threads a run of a graph is worth: two where it is large and they would be alone on their cores, else one. */
export const threadsFor = (graph: Graph, load: Load = loadNow()): number =>
  isIdle(load) && costOf(graph).multiplications >= large ? 2 : 1

/** Multiplications a kernel below which it is not worth its threads' waiting for one another: that takes up to 0.1 ms. */
const largeKernel = 1e6

/** Whether threads that wait for one another after each of so many kernels gain by it, alone on their cores. */
export const gainsByThreads = (graph: Graph, kernels: number, load: Load = loadNow()): boolean =>
  isIdle(load) && costOf(graph).multiplications >= largeKernel * kernels
