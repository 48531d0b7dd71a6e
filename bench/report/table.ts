import Table from 'cli-table3'
import { showNumber } from '../../src/report/show.ts'
import type { BenchRow } from './rows.ts'

/** The rows for a terminal. */
export function renderRows(rows: readonly BenchRow[], references: readonly string[]): string {
  const ran = references.filter((reference) => rows.some(({ runner }) => runner === reference))
  const table = new Table({
    head: ['case', 'runner', 'median ms', 'MAD ms', 'samples', ...ran.map((reference) => `/ ${reference}`)],
    colAligns: ['left', 'left', 'right', 'right', 'right', ...ran.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  })
  rows.forEach((row, i) => {
    const isFirst = row.case !== rows[i - 1]?.case
    const ratios = ran.map((reference) => row.ratio_to[reference])
    table.push([
      isFirst ? row.case : '',
      row.runner,
      row.median_ms === null ? (row.note ?? '') : showNumber(row.median_ms, 3),
      row.mad_ms === null ? '' : showNumber(row.mad_ms, 2),
      String(row.samples),
      ...ratios.map((ratio) => (ratio === undefined ? '' : showNumber(ratio, 3))),
    ])
  })
  return table.toString()
}
