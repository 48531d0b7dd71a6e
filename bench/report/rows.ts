import type { Interval } from '../../src/statistics/bootstrap.ts'
import { type Ceilings, leastTime } from '../measuring/ceilings.ts'
import { type Measured, measured, measuredRatio, type Rounds } from '../measuring/rounds.ts'
import type { Work } from '../measuring/work.ts'

/** What one runner took for one case, as the JSON file has it. Intervals hold the median with a probability of 95 %. */
export interface BenchRow {
  readonly suite: string
  readonly case: string
  readonly runner: string
  /** Null where the runner cannot do it. */
  readonly median_ms: number | null
  /** Null where fewer than six rounds were measured. */
  readonly interval_ms: Interval | null
  readonly rounds: number
  readonly samples: number
  /** This time over a reference's, round by round, by the reference's name: below 1 is faster. */
  readonly ratio_to: Readonly<Record<string, Measured>>
  /** The least that the work takes by the machine's ceilings, as a share of the time; above 1 where it stays in a cache. */
  readonly of_ceiling?: number
  readonly peak_mib?: number
  /** What the runner lacks. */
  readonly note?: string
}

/** Milliseconds by runner, of one case; or what the runner lacks for it. */
export type Samples = ReadonlyMap<string, Rounds | string>

export interface Beside {
  readonly references: readonly string[]
  readonly ceilings?: Ceilings
  readonly work?: Work
}

/** A row a runner; ratios to those of the references that ran, except itself. */
export function rowsOf(
  { suite, name }: { readonly suite: string; readonly name: string },
  samples: Samples,
  { references, ceilings, work }: Beside,
): BenchRow[] {
  const least = ceilings && work && leastTime(work, ceilings)
  return [...samples].map(([runner, rounds]) => {
    const row = { suite, case: name, runner }
    if (typeof rounds === 'string') return { ...row, ...nothing, note: rounds }
    const { median, interval } = measured(rounds)
    return {
      ...row,
      median_ms: median,
      interval_ms: interval,
      rounds: rounds.length,
      samples: rounds.flat().length,
      ratio_to: ratios(runner, rounds, samples, references),
      ...(least === undefined ? {} : { of_ceiling: least / median }),
    }
  })
}

const nothing = { median_ms: null, interval_ms: null, rounds: 0, samples: 0, ratio_to: {} }

function ratios(runner: string, own: Rounds, samples: Samples, references: readonly string[]) {
  const known = references.flatMap((reference) => {
    const theirs = samples.get(reference)
    const hasRun = reference !== runner && theirs !== undefined && typeof theirs !== 'string'
    return hasRun ? [[reference, measuredRatio(own, theirs)] as const] : []
  })
  return Object.fromEntries(known)
}
