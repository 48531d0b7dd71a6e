import type { BenchCase } from '../cases/case.ts'

/** What runs the cases: one of our engines, or a library that ours are measured against. */
export interface Runner {
  readonly name: string
  /** Of the libraries below, by name. */
  readonly versions: Readonly<Record<string, string>>
  prepare(benchCase: BenchCase): Promise<Job>
  dispose(): Promise<void>
}

/** A case made ready on a runner, on one thread. */
export interface Job {
  /** Training steps that `once` takes; a sample is the time of one. 1 where there is nothing to count. */
  readonly steps: number
  /** Numbers that must agree with the float64 engine's: the first losses of a training, the output of an op. */
  check(): Promise<ArrayLike<number>>
  /** Called before a round's samples. */
  begin(): Promise<void>
  /** Does the work once. Gives the milliseconds that it took where they are measured elsewhere, in a child process. */
  once(): Promise<number | undefined>
  dispose(): Promise<void>
}

/** Thrown by `prepare` or `check` where a library lacks what a case needs: its row says so, and the others go on. */
export class Unsupported extends Error {}

/** Steps of a training whose losses are compared. */
export const checkedSteps = 3
