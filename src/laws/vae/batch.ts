import type { Subject } from '../../subjects/subject.ts'
import { callRows, type RowsOf } from '../calls.ts'
import type { Residual } from '../law.ts'
import { worst } from '../measure.ts'
import { mapRows } from '../violators.ts'
import { batchOf, type Draw, draws, inputsOf, randomOf } from './cases.ts'
import { vaeLaw } from './define.ts'
import { expectedShape, given, outputsOf, whyNothingGiven } from './functions.ts'
import { networkRoundoff } from './roundoff.ts'
import { pooled } from './violators.ts'

export const batchIndependent = vaeLaw<Draw>({
  name: 'vae/batch-independent',
  nature: 'independence',
  statement: 'every function treats a sample the same whatever else is in its batch, and wherever it stands',
  source: 'the functions are maps of one sample; a KL summed over the batch is a mistake that shipped',
  needs: [],
  exempts: (subject) => (subject.batch === 1 ? 'its batch size is fixed at 1' : whyNothingGiven(subject)),
  cases: draws,
  runs: 4,
  async residual(subject, draw) {
    const found: Residual[] = []
    for (const name of given(subject)) found.push(await departure(subject, name, draw))
    return worst(found)
  },
  violators: {
    'kl is averaged over the batch': { kl: pooled('kl', 'mean') },
    'the bound is summed over the batch': { elbo: pooled('elbo', 'sum') },
    'encode subtracts the mean of its batch': {
      encode: (outputs) => ({
        ...outputs,
        mean: mapRows(outputs.mean, (row, _, all) =>
          row.map((cell, j) => cell - all.reduce((sum, other) => sum + other[j], 0) / all.length),
        ),
      }),
    },
    'decode gives the batch in reverse': {
      decode: (outputs) =>
        Object.fromEntries(
          Object.entries(outputs).map(([name, of]) => [
            name,
            mapRows(of, (_, n, all) => all[all.length - 1 - n]),
          ]),
        ),
    },
  },
})

/** A batch against its rotation, and against each of its samples alone, or among copies where the size is fixed. */
async function departure(subject: Subject, name: string, draw: Draw): Promise<Residual> {
  const inputs = inputsOf(subject, name, randomOf(draw), batchOf(subject))
  const count = batchOf(subject)
  const whole = await callRows(subject, name, inputs)
  const rotated = await callRows(
    subject,
    name,
    picked(inputs, (n) => (n + 1) % count),
  )
  const found: Residual[] = []
  for (let n = 0; n < count; n++) {
    const alone = await callRows(
      subject,
      name,
      mapInputs(inputs, (rows) => [rows[n]]),
    )
    for (const output of outputsOf(subject, name)) {
      const row = whole[output][n]
      const tolerance = networkRoundoff(subject, sizeOf(subject, name, output, inputs, n) + largest(row))
      const others = [alone[output][0], rotated[output][(n - 1 + count) % count]]
      const error = Math.max(...others.map((other) => largest(row.map((cell, i) => cell - other[i]))))
      found.push({ error, tolerance, at: { function: name, output, sample: n } })
    }
  }
  return worst(found)
}

const mapInputs = (inputs: RowsOf, change: (rows: RowsOf[string]) => RowsOf[string]): RowsOf =>
  Object.fromEntries(Object.entries(inputs).map(([input, rows]) => [input, change(rows)]))

const picked = (inputs: RowsOf, from: (n: number) => number): RowsOf =>
  mapInputs(inputs, (rows) => rows.map((_, n) => rows[from(n)]))

/** What rounding is relative to, beside the result: a sum over all numbers for a scalar, the largest for others. */
function sizeOf(subject: Subject, name: string, output: string, inputs: RowsOf, n: number): number {
  const rows = Object.values(inputs).map((of) => of[n])
  const isScalar = expectedShape(subject, name, output)?.length === 0
  if (!isScalar) return Math.max(...rows.map(largest))
  return rows.reduce((total, row) => row.reduce((sum, cell) => sum + Math.abs(cell) + 1, total), 0)
}

const largest = (row: Float64Array): number => row.reduce((most, cell) => Math.max(most, Math.abs(cell)), 0)
