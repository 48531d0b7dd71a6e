import type { Value } from '../engines/engine.ts'
import { cells, value } from '../engines/value.ts'
import type { Shape } from '../ops/shape.ts'

/** Samples as flat vectors of float64, one a row: [N][features]. */
export type Rows = readonly Float64Array[]

export function toRows(of: Value): Rows {
  const flat = new Float64Array(cells(of))
  const width = flat.length / of.shape[0]
  return Array.from({ length: of.shape[0] }, (_, n) => flat.subarray(n * width, (n + 1) * width))
}

/** The rows as a batch [N, ...sample]. */
export function fromRows(rows: readonly ArrayLike<number>[], sample: Shape): Value {
  const width = rows[0].length
  const flat = new Float64Array(rows.length * width)
  rows.forEach((row, n) => {
    flat.set(row, n * width)
  })
  return value(flat, [rows.length, ...sample])
}

export const add = (a: Float64Array, b: Float64Array): Float64Array => a.map((cell, i) => cell + b[i])
export const subtract = (a: Float64Array, b: Float64Array): Float64Array => a.map((cell, i) => cell - b[i])
export const scale = (a: Float64Array, by: number): Float64Array => a.map((cell) => cell * by)

export const squaredNorm = (a: Float64Array): number => a.reduce((total, cell) => total + cell * cell, 0)
export const norm = (a: Float64Array): number => Math.sqrt(squaredNorm(a))
export const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((total, cell, i) => total + cell * b[i], 0)

export function meanRow(rows: Rows): Float64Array {
  const total = new Float64Array(rows[0].length)
  for (const row of rows) for (let i = 0; i < row.length; i++) total[i] += row[i]
  return scale(total, 1 / rows.length)
}

/** sum of coefficients[i] * rows[i] */
export function combine(coefficients: ArrayLike<number>, rows: Rows): Float64Array {
  const total = new Float64Array(rows[0].length)
  rows.forEach((row, n) => {
    for (let i = 0; i < row.length; i++) total[i] += coefficients[n] * row[i]
  })
  return total
}
