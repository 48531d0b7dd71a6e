import type { Value } from '../engines/engine.ts'
import { cells, value } from '../engines/value.ts'
import { type Shape, size } from '../ops/shape.ts'

export type Row = ArrayLike<number>

/** f of every place of a shape. */
export function build(shape: Shape, f: (...place: number[]) => number): Value {
  const data = new Float64Array(size(shape))
  const place = new Array<number>(shape.length).fill(0)
  for (let flat = 0; flat < data.length; flat++) {
    data[flat] = f(...place)
    for (let axis = shape.length - 1; axis >= 0 && ++place[axis] === shape[axis]; axis--) place[axis] = 0
  }
  return value(data, shape)
}

/** f of every row-major number of a cell of a shape. */
export const fill = (shape: Shape, f: (flat: number) => number): Value =>
  value(
    new Float64Array(size(shape)).map((_, flat) => f(flat)),
    shape,
  )

/** f of the cells of values of one shape, cell by cell. */
export function map(f: (...cells: number[]) => number, first: Value, ...others: readonly Value[]): Value {
  const columns = [first, ...others].map(cells)
  return value(
    Float64Array.from(columns[0], (_, i) => f(...columns.map((column) => column[i]))),
    first.shape,
  )
}

/** The samples of a value [N, ...], as rows. */
export function rows(of: Value): Row[] {
  const flat = cells(of)
  const [count] = of.shape
  const width = flat.length / count
  return Array.from({ length: count }, (_, n) => flat.subarray(n * width, (n + 1) * width))
}

/** f of the rows of each sample, [N]. */
export function perSample(f: (...rows: Row[]) => number, ...values: readonly Value[]): Value {
  const all = values.map(rows)
  return value(all[0].map((_, n) => f(...all.map((of) => of[n]))))
}

export const scalar = (number: number): Value => value([number], [])

/** The only cell of a scalar. */
export const only = (of: Value): number => cells(of)[0]

/** The sum of f(i) for i from 0 to n - 1. */
export function sum(n: number, f: (i: number) => number): number {
  let total = 0
  for (let i = 0; i < n; i++) total += f(i)
  return total
}

export const mean = (n: number, f: (i: number) => number): number => sum(n, f) / n

/** The mean of all cells. */
export function meanOf(of: Value): number {
  const flat = cells(of)
  return mean(flat.length, (i) => flat[i])
}

export const norm = (row: Row): number => Math.sqrt(sum(row.length, (i) => row[i] ** 2))

/** log(1 + e^x), without overflow. */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

/** What the square of some roundings is to one rounding, in float32 and better. */
export const squaredRounding = 2 ** -14
