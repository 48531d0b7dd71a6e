import ndarray from 'ndarray'
import type { Dataset } from './dataset.ts'

/** The given rows of a dataset, in the given order, copied. Throws a RangeError for a row that is not there. */
export function selectRows(dataset: Dataset, rows: ArrayLike<number>): Dataset {
  const [n, width] = dataset.x.shape as [number, number]
  const order = Array.from(rows)
  const missing = order.find((row) => !Number.isInteger(row) || row < 0 || row >= n)
  if (missing !== undefined)
    throw new RangeError(`${dataset.name}: row ${missing} of ${n}; rows count from 0`)
  const x = new Float32Array(order.length * width)
  order.forEach((row, i) => {
    for (let j = 0; j < width; j++) x[i * width + j] = dataset.x.get(row, j)
  })
  const { labels } = dataset
  return {
    ...dataset,
    x: ndarray(x, [order.length, width]),
    ...(labels && { labels: Uint8Array.from(order, (row) => labels[row]!) }),
  }
}
