import type { Ceilings } from '../measuring/ceilings.ts'
import type { Sampling } from '../measuring/sample.ts'
import type { BenchRow } from '../report/rows.ts'
import type { Scaling } from '../scaling/scaling.ts'

/** A question that the benchmark answers, of cases that it knows by name. */
export interface Suite {
  readonly cases: readonly string[]
  /** What the cases can be run by, all of them unless told. */
  readonly runners: readonly string[]
  /** Unless told. */
  readonly rounds: number
  /** What a reader of the figures has to know. */
  readonly note: string
  readonly measure: (settings: Settings, watch: Watch) => Promise<Outcome>
}

export interface Settings {
  readonly cases: readonly string[]
  readonly runners: readonly string[]
  readonly rounds: number
  readonly sampling: Sampling
}

/** Who looks on while it is measured. */
export interface Watch {
  readonly signal: AbortSignal
  /** Told the turns that there will be, before the first. */
  readonly onStart: (turns: number) => void
  readonly onTurn: () => void
  readonly onNotice: (message: string) => void
}

export interface Outcome {
  readonly rows: readonly BenchRow[]
  /** Of the libraries that ran, by name. */
  readonly versions: Readonly<Record<string, string>>
  readonly ceilings?: Ceilings
  /** How time and memory grow, where that is the question. */
  readonly scalings?: readonly Scaling[]
}
