import type { Counters } from '../counters.ts'

/** Code that is timed: a revision of ours, a command, or a subject. */
export interface Contender {
  /** What it is called in reports: 'this tree', 'main', 'node mine.js'. */
  readonly label: string
  /** What makes its times doubtful. */
  readonly doubts?: readonly string[]
  /**
   * Starts afresh, with nothing warm of any session before; in a process of its own, which ends when the signal says so.
   * Throws where that fails.
   */
  start(signal?: AbortSignal): Promise<Session>
  /** What can be counted exactly; nothing where there is nothing. */
  counters(signal?: AbortSignal): Promise<Counters>
}

/** A fresh start of a contender, made ready to be timed. */
export interface Session {
  readonly benchmarks: readonly string[]
  /** Milliseconds of one run of a benchmark, several times. Throws where a run fails. */
  sample(benchmark: string): Promise<readonly number[]>
  end(): Promise<void>
}
