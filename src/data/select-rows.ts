import ndarray, { type NdArray } from 'ndarray'
import type { Dataset } from './dataset.ts'

/** The given rows of a dataset, in the given order, copied. Throws a RangeError for a row that is not there. */
export function selectRows(dataset: Dataset, rows: ArrayLike<number>): Dataset {
  const n = dataset.x.shape[0]!
  const order = Array.from(rows)
  const missing = order.find((row) => !Number.isInteger(row) || row < 0 || row >= n)
  if (missing !== undefined)
    throw new RangeError(`${dataset.name}: row ${missing} of ${n}; rows count from 0`)
  const { labels, also } = dataset
  const selected = Object.entries(also ?? {}).map(([name, of]) => [name, rowsOf(of, order)])
  return {
    ...dataset,
    x: rowsOf(dataset.x, order),
    ...(also && { also: Object.fromEntries(selected) }),
    ...(labels && { labels: Uint8Array.from(order, (row) => labels[row]!) }),
  }
}

/** Rows of an array [N, ...], which is row-major. */
function rowsOf({ data, shape }: NdArray<Float32Array>, order: readonly number[]): NdArray<Float32Array> {
  const [, ...row] = shape
  const width = row.reduce((product, length) => product * length, 1)
  const selected = new Float32Array(order.length * width)
  order.forEach((from, i) => {
    selected.set(data.subarray(from * width, (from + 1) * width), i * width)
  })
  return ndarray(selected, [order.length, ...row])
}
