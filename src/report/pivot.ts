import type { Row } from './row.ts'
import { worstOf } from './worst.ts'

/** One model's rows as a table: checks down, engines across. */
export interface ModelTable {
  readonly model: string
  readonly engines: readonly string[]
  readonly checks: readonly CheckLine[]
  readonly rows: readonly Row[]
}

export interface CheckLine {
  readonly kind: Row['kind']
  readonly name: string
  /** By engine, the worst row; none where the check was not run there. */
  readonly cells: ReadonlyMap<string, Row>
}

/** The values in the order in which they first appear. */
export const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)]

/** One table a model, in the rows' order; goldens stand above laws. */
export function pivot(rows: readonly Row[]): ModelTable[] {
  return distinct(rows.map(({ model }) => model)).map((model) => {
    const own = rows.filter((row) => row.model === model)
    return {
      model,
      engines: distinct(own.map(({ engine }) => engine)),
      checks: (['golden', 'law', 'study'] as const).flatMap((kind) => checkLines(own, kind)),
      rows: own,
    }
  })
}

function checkLines(rows: readonly Row[], kind: Row['kind']): CheckLine[] {
  const own = rows.filter((row) => row.kind === kind)
  return distinct(own.map(({ name }) => name)).map((name) => ({
    kind,
    name,
    cells: cellsOf(own.filter((row) => row.name === name)),
  }))
}

function cellsOf(rows: readonly Row[]): Map<string, Row> {
  const cells = new Map<string, Row>()
  for (const row of rows) cells.set(row.engine, worstOf([cells.get(row.engine) ?? row, row])!)
  return cells
}
