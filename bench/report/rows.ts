import { median, medianAbsoluteDeviation } from '../../src/statistics/median.ts'

/** What one runner took for one case, as the JSON file has it. */
export interface BenchRow {
  readonly suite: string
  readonly case: string
  readonly runner: string
  /** Null where the runner cannot do it. */
  readonly median_ms: number | null
  /** Median absolute deviation. */
  readonly mad_ms: number | null
  readonly samples: number
  /** This median over a reference's, by the reference's name: below 1 is faster. */
  readonly ratio_to: Readonly<Record<string, number>>
  /** What the runner lacks. */
  readonly note?: string
}

/** Milliseconds by runner, of one case; or what the runner lacks for it. */
export type Samples = ReadonlyMap<string, readonly number[] | string>

/** A row a runner; ratios to those of the references that ran, except itself. */
export function rowsOf(
  suite: string,
  caseName: string,
  samples: Samples,
  references: readonly string[],
): BenchRow[] {
  const timed = [...samples].flatMap(([runner, ms]) =>
    typeof ms === 'string' ? [] : [[runner, ms] as const],
  )
  const medians = new Map(timed.map(([runner, ms]) => [runner, median(ms)]))
  return [...samples].map(([runner, ms]) => {
    const row = { suite, case: caseName, runner }
    if (typeof ms === 'string') {
      return { ...row, median_ms: null, mad_ms: null, samples: 0, ratio_to: {}, note: ms }
    }
    const own = median(ms)
    const ratios = references.flatMap((reference) => {
      const theirs = medians.get(reference)
      return theirs === undefined || reference === runner ? [] : [[reference, own / theirs] as const]
    })
    return {
      ...row,
      median_ms: own,
      mad_ms: medianAbsoluteDeviation(ms),
      samples: ms.length,
      ratio_to: Object.fromEntries(ratios),
    }
  })
}
