import Table from 'cli-table3'
import { marks, showNumber } from '../../src/report/show.ts'
import type { Interval } from '../../src/statistics/bootstrap.ts'
import type { Ceilings } from '../measuring/ceilings.ts'
import type { Measured } from '../measuring/rounds.ts'
import { isAsExpected, type Scaling } from '../scaling/scaling.ts'
import type { BenchRow } from './rows.ts'

/** The rows for a terminal. Columns that no row has anything for are left out. */
export function renderRows(rows: readonly BenchRow[]): string {
  const columns = columnsOf(rows).filter(({ cell }) => rows.some((row) => cell(row) !== ''))
  const table = new Table({
    head: ['case', 'runner', ...columns.map(({ head }) => head)],
    colAligns: ['left', 'left', ...columns.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  })
  rows.forEach((row, i) => {
    const isFirst = row.case !== rows[i - 1]?.case
    table.push([isFirst ? row.case : '', row.runner, ...columns.map(({ cell }) => cell(row))])
  })
  return table.toString()
}

interface Column {
  readonly head: string
  readonly cell: (row: BenchRow) => string
}

function columnsOf(rows: readonly BenchRow[]): Column[] {
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

/** What the machine can do, in one line. */
export const renderCeilings = ({ gemm, copy }: Ceilings): string =>
  `ceilings of one thread: products of matrices by ONNX Runtime ${showMeasured(gemm)} GFLOP/s, ` +
  `memory copied ${showMeasured(copy)} GB/s read and written`

/** How time and memory grow, for a terminal. */
export function renderScalings(scalings: readonly Scaling[]): string {
  const table = new Table({
    head: ['of', 'against', 'what', 'runner', 'theory', 'exponent', '', 'from', 'to', 'off the line'],
    colAligns: ['left', 'left', 'left', 'left', 'right', 'right', 'left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  })
  for (const scaling of scalings) {
    const { of, against, quantity, runner, theory, exponent, unit, points, departure } = scaling
    const ends = [points[0], points[points.length - 1]].map(
      ({ size, value }) => `${size}: ${shown(value.median)} ${unit}`,
    )
    const mark = isAsExpected(scaling) ? marks.pass : marks.fail
    table.push([
      ...[of, against, quantity, runner, String(theory), showMeasured(exponent), mark, ...ends],
      `${showNumber(100 * departure, 2)} %`,
    ])
  }
  return table.toString()
}
