import Table from 'cli-table3'
import { marks, showNumber } from '../../src/report/show.ts'
import type { Ceilings } from '../measuring/ceilings.ts'
import { isAsExpected, type Scaling } from '../scaling/scaling.ts'
import { columnsOf, showMeasured } from './columns.ts'
import type { BenchRow } from './rows.ts'

/** The rows for a terminal. */
export function renderRows(rows: readonly BenchRow[]): string {
  const columns = columnsOf(rows)
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
      ({ size, value }) => `${size}: ${showNumber(value.median, 3)} ${unit}`,
    )
    const mark = isAsExpected(scaling) ? marks.pass : marks.fail
    table.push([
      ...[of, against, quantity, runner, String(theory), showMeasured(exponent), mark, ...ends],
      `${showNumber(100 * departure, 2)} %`,
    ])
  }
  return table.toString()
}
