import { median, medianAbsoluteDeviation } from './statistics.ts'

/** What one runner took for one case, as the JSON file has it. */
export interface BenchRow {
  readonly suite: string
  readonly case: string
  readonly runner: string
  readonly median_ms: number
  /** Median absolute deviation. */
  readonly mad_ms: number
  readonly samples: number
  /** This median over a reference's, by the reference's name: below 1 is faster. */
  readonly ratio_to: Readonly<Record<string, number>>
}

/** Milliseconds by runner, of one case. */
export type Samples = ReadonlyMap<string, readonly number[]>

/** A row a runner; ratios to those of the references that ran, except itself. */
export function rowsOf(
  suite: string,
  caseName: string,
  samples: Samples,
  references: readonly string[],
): BenchRow[] {
  const medians = new Map([...samples].map(([runner, ms]) => [runner, median(ms)]))
  return [...samples].map(([runner, ms]) => {
    const own = medians.get(runner) as number
    const ratios = references.flatMap((reference) => {
      const theirs = medians.get(reference)
      return theirs === undefined || reference === runner ? [] : [[reference, own / theirs] as const]
    })
    return {
      suite,
      case: caseName,
      runner,
      median_ms: own,
      mad_ms: medianAbsoluteDeviation(ms),
      samples: ms.length,
      ratio_to: Object.fromEntries(ratios),
    }
  })
}
