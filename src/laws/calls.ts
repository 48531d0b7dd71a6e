import { showShape } from '../ops/shape.ts'
import type { Subject } from '../subjects/subject.ts'
import { fromRows, type Rows, toRows } from './rows.ts'

/** The most samples of one call. */
const largestBatch = 512

export type RowsOf = Readonly<Record<string, Rows>>

/** Any number of rows through a function, in batches of a size that the subject takes; the last is filled up. */
export async function callRows(subject: Subject, name: string, inputs: RowsOf): Promise<RowsOf> {
  const count = Object.values(inputs)[0].length
  const batch = subject.batch ?? Math.min(count, largestBatch)
  const results: Record<string, Float64Array[]> = {}
  for (let start = 0; start < count; start += batch) {
    const outputs = await subject.call(name, batchFrom(subject, name, inputs, start, batch))
    for (const [output, given] of Object.entries(outputs)) {
      if (given.shape[0] !== batch) {
        const got = showShape(given.shape)
        throw new RangeError(
          `${name}: expected ${output} of ${batch} samples, got shape ${got}; put the batch first`,
        )
      }
      results[output] ??= []
      results[output].push(...toRows(given))
    }
  }
  return Object.fromEntries(Object.entries(results).map(([output, rows]) => [output, rows.slice(0, count)]))
}

function batchFrom({ functions }: Subject, name: string, inputs: RowsOf, start: number, batch: number) {
  const shapes = functions[name].inputs
  return Object.fromEntries(
    Object.keys(shapes).map((input) => {
      const rows = inputs[input]
      const part = Array.from({ length: batch }, (_, n) => rows[Math.min(start + n, rows.length - 1)])
      return [input, fromRows(part, shapes[input])]
    }),
  )
}

/** One number a sample, whatever axes of length 1 come with it. */
export const scalars = (rows: Rows): number[] => rows.map((row) => row[0])
