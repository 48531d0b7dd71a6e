import type { Outcome } from '../laws/law.ts'
import type { Row } from './row.ts'

const severity: Readonly<Record<Outcome, number>> = {
  fail: 4,
  error: 3,
  inconclusive: 2,
  pass: 1,
  'not applicable': 0,
}

/** The error in tolerances: at most 1 where the row holds, Infinity for NaN, undefined where nothing was measured. */
export function ratioOf({ error, tolerance }: Row): number | undefined {
  if (error === undefined || tolerance === undefined) return undefined
  if (Number.isNaN(error) || Number.isNaN(tolerance)) return Number.POSITIVE_INFINITY
  if (error === 0) return 0
  return tolerance > 0 ? error / tolerance : Number.POSITIVE_INFINITY
}

function isWorse(row: Row, than: Row): boolean {
  const difference = severity[row.verdict] - severity[than.verdict]
  return difference === 0 ? (ratioOf(row) ?? -1) > (ratioOf(than) ?? -1) : difference > 0
}

/** The row that a cell shows where several fall into it. */
export const worstOf = (rows: readonly Row[]): Row | undefined =>
  rows.reduce<Row | undefined>((worst, row) => (worst && !isWorse(row, worst) ? worst : row), undefined)
