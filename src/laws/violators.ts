import type { Value, Values } from '../engines/engine.ts'
import { cells, value } from '../engines/value.ts'
import type { Subject } from '../subjects/subject.ts'

/** What a wrong implementation makes of a function: from the right outputs, the inputs, and the right subject itself. */
export type Alteration = (outputs: Values, inputs: Values, right: Subject) => Values | Promise<Values>

/**
 * A right subject with some functions altered. Its float64 twin is altered in the same way, for a mistake in the
 * mathematics is there in every precision. Its derivatives are no longer known.
 */
export function altered(right: Subject, alterations: Readonly<Record<string, Alteration>>): Subject {
  const { pullback: _, ...others } = right
  return {
    ...others,
    name: `${right.name}, altered`,
    ...(right.precise ? { precise: altered(right.precise, alterations) } : {}),
    async call(name, inputs) {
      const outputs = await right.call(name, inputs)
      return Object.hasOwn(alterations, name) ? alterations[name](outputs, inputs, right) : outputs
    },
    dispose: () => right.dispose(),
  }
}

/** Every cell made anew, from what it was and where it stands in row-major order. */
export const mapCells = (of: Value, change: (cell: number, at: number) => number): Value =>
  value(Float64Array.from(cells(of), change), of.shape)

/** Every cell of two values of one shape made into one. */
export function combineCells(a: Value, b: Value, change: (a: number, b: number) => number): Value {
  const other = cells(b)
  return mapCells(a, (cell, at) => change(cell, other[at]))
}

/** Every sample [N, ...sample] made anew, as a row of numbers, from itself and its place in the batch. */
export function mapRows(
  of: Value,
  change: (row: readonly number[], n: number, all: readonly number[][]) => number[],
): Value {
  const rows = rowsOf(of)
  return value(
    rows.flatMap((row, n) => change(row, n, rows)),
    of.shape,
  )
}

/** The samples of a batch [N, ...sample], each as a row of numbers. */
export function rowsOf(of: Value): number[][] {
  const flat = cells(of)
  const count = of.shape[0] ?? 1
  const width = flat.length / count
  const rows: number[][] = Array.from({ length: count }, () => [])
  for (let at = 0; at < flat.length; at++) rows[Math.floor(at / width)].push(flat[at])
  return rows
}

/** For each sample, the sum of f over its cells, [N]. */
export const sumRows = (of: Value, f: (cell: number) => number): Value =>
  value(
    rowsOf(of).map((row) => row.reduce((total, cell) => total + f(cell), 0)),
    [of.shape[0]],
  )
