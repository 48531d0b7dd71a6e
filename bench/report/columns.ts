import { showNumber } from '../../src/report/show.ts'
import type { Interval } from '../../src/statistics/bootstrap.ts'
import type { Measured } from '../measuring/rounds.ts'
import type { BenchRow } from './rows.ts'

/** What a table of rows shows besides case and runner. */
export interface Column {
  readonly head: string
  readonly cell: (row: BenchRow) => string
}

/** Those that at least one of the rows has something for. */
export const columnsOf = (rows: readonly BenchRow[]): Column[] =>
  allColumns(rows).filter(({ cell }) => rows.some((row) => cell(row) !== ''))

function allColumns(rows: readonly BenchRow[]): Column[] {
  const references = [...new Set(rows.flatMap(({ ratio_to }) => Object.keys(ratio_to)))]
  return [
    { head: 'median ms', cell: (row) => (row.median_ms === null ? (row.note ?? '') : shown(row.median_ms)) },
    { head: '95 %', cell: ({ interval_ms }) => showInterval(interval_ms) },
    { head: 'samples', cell: ({ samples }) => (samples === 0 ? '' : String(samples)) },
    {
      head: 'of ceiling',
      cell: ({ of_ceiling }) => (of_ceiling === undefined ? '' : `${showNumber(100 * of_ceiling, 2)} %`),
    },
    {
      head: 'peak MiB',
      cell: ({ peak_mib }) => (peak_mib === undefined ? '' : showNumber(peak_mib, 3)),
    },
    ...references.map(
      (reference): Column => ({
        head: `/ ${reference}`,
        cell: ({ ratio_to }) => showMeasured(ratio_to[reference]),
      }),
    ),
  ]
}

const shown = (x: number): string => showNumber(x, 3)

export const showInterval = (interval: Interval | null): string =>
  interval === null ? '' : `${shown(interval[0])} to ${shown(interval[1])}`

/** 0.35 (0.34 to 0.36) */
export function showMeasured(measured: Measured | undefined): string {
  if (!measured) return ''
  const { median, interval } = measured
  return interval === null ? shown(median) : `${shown(median)} (${showInterval(interval)})`
}
