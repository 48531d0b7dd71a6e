import type { Row } from './row.ts'

/** All that a report tells, whatever it is written in. */
export interface Report {
  readonly title: string
  /** An ISO date, given by the caller so that the same run gives the same bytes. */
  readonly startedAt: string
  readonly machine: { readonly node: string; readonly cpu: string; readonly cores: number }
  /** What ran the checks; with the executor, what really runs an engine's graphs, where that is known. */
  readonly engines: readonly { readonly name: string; readonly executor?: string }[]
  readonly rows: readonly Row[]
  readonly figures: readonly Figure[]
  readonly seed: number
  /** What to say of the models, by the rows' names. */
  readonly models?: readonly ModelNote[]
  /** What the checks mean, by the rows' names. */
  readonly checks?: readonly CheckNote[]
}

export interface ModelNote {
  readonly name: string
  readonly title: string
  readonly source: string
  readonly statement?: string
}

export interface CheckNote {
  readonly name: string
  readonly statement: string
  readonly source?: string
}

/** A picture that belongs to a model's section. */
export interface Figure {
  readonly model: string
  readonly title: string
  readonly caption: string
  /** Markup that plots/ wrote: it enters the page as it is. */
  readonly svg?: string
  readonly png?: Uint8Array
  /** In CSS pixels; a PNG is as wide as its pixels where this is absent. */
  readonly width?: number
}
