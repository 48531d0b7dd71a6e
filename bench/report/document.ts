import type { Machine } from '../machine.ts'
import type { Outcome } from '../suites/suite.ts'

/** All that a run has found out, and what it depends on. */
export interface BenchDocument extends Outcome {
  readonly suite: string
  readonly machine: Machine
  readonly startedAt: string
  readonly rounds: number
  readonly note: string
}

export const renderJson = (document: BenchDocument): string =>
  `${JSON.stringify({ touchstone: 1, ...document }, null, 2)}\n`
