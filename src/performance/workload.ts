import type { Engine } from '../engines/engine.ts'
import type { Graph } from '../graph/graph.ts'

/** Something to time, on an engine. */
export interface Workload {
  readonly name: string
  /** The graphs that it runs, for what can be counted instead of timed. */
  readonly graphs: () => readonly Graph[]
  readonly prepare: (engine: Engine) => Promise<Job>
}

/** A workload made ready on an engine. */
export interface Job {
  /** Does the work once. Throws where it went wrong: what fails is not timed. */
  readonly once: () => Promise<void>
  readonly dispose: () => Promise<void>
}
