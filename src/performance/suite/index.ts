import type { Workload } from '../workload.ts'
import { checkingWorkloads } from './checking.ts'
import { opWorkloads } from './ops.ts'
import { samplingWorkloads } from './sampling.ts'
import { trainingWorkloads } from './training.ts'

/** What the gate times of our own, on every engine that is meant to be fast. Small: a whole round takes seconds. */
export const workloads: readonly Workload[] = [
  ...opWorkloads,
  ...trainingWorkloads,
  ...samplingWorkloads,
  ...checkingWorkloads,
]

export const timedEngines = ['onnx', 'gpu:webasm'] as const

/** A workload on an engine. */
export interface Benchmark {
  readonly name: string
  readonly workload: Workload
  readonly engine: string
}

export const suite: readonly Benchmark[] = workloads.flatMap((workload) =>
  timedEngines.map((engine) => ({ name: `${workload.name} on ${engine}`, workload, engine })),
)
