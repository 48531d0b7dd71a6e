import type { Subject } from '../../subjects/subject.ts'
import { type Draw, draws } from '../autoencoder/cases.ts'
import { distance, roundoff } from '../autoencoder/measure.ts'
import { callRows, type RowsOf } from '../calls.ts'
import type { Residual } from '../law.ts'
import { worst } from '../measure.ts'
import { meanRow, subtract } from '../rows.ts'
import { rowsOf } from './calls.ts'
import { corruptedSamples, inputsOf } from './cases.ts'
import { denoiserLaw } from './define.ts'
import { allRows } from './violators.ts'

export const batchIndependent = denoiserLaw<Draw>({
  name: 'denoiser/batch-independent',
  nature: 'independence',
  statement:
    'denoise and corrupt treat a sample the same whatever else is in its batch, and wherever it stands',
  source: 'the functions are maps of one sample; batch normalisation must use its running statistics',
  needs: [],
  exempts: ({ batch, functions }) => {
    if (!functions.denoise && !functions.corrupt) return 'the subject gives neither denoise nor corrupt'
    return batch === 1 ? 'its batch size is fixed at 1' : undefined
  },
  cases: () => draws,
  runs: 4,
  async residual(subject, draw) {
    const found: Residual[] = []
    if (subject.functions.corrupt) {
      found.push(...(await departures(subject, 'corrupt', rowsOf(inputsOf(subject, draw)))))
    }
    if (subject.functions.denoise) {
      found.push(...(await departures(subject, 'denoise', { x: await corruptedSamples(subject, draw) })))
    }
    return worst(found)
  },
  violators: {
    'denoise subtracts the mean of its batch': {
      denoise: allRows('y', (rows) => rows.map((row) => subtract(row, meanRow(rows)))),
    },
    'denoise gives the batch in reverse': { denoise: allRows('y', (rows) => rows.toReversed()) },
    'every sample gets the noise of its neighbour': {
      corrupt: allRows('y', (y, { x }) =>
        y.map((_, n) => x[n].map((cell, i) => cell + y[(n + 1) % y.length][i] - x[(n + 1) % y.length][i])),
      ),
    },
  },
})

/** A batch against its samples one at a time, or among copies where the batch size is fixed, and against its rotation. */
async function departures(subject: Subject, name: string, inputs: RowsOf): Promise<Residual[]> {
  const run = async (batch: RowsOf) => (await callRows(subject, name, batch)).y
  const whole = await run(inputs)
  const count = whole.length
  const rotated = await run(picked(inputs, (rows) => [...rows.slice(1), rows[0]]))
  const found: Residual[] = []
  for (let n = 0; n < count; n++) {
    const [alone] = await run(picked(inputs, (rows) => [rows[n]]))
    const moved = rotated[(n - 1 + count) % count]
    const own = Object.values(inputs).map((rows) => rows[n])
    const tolerance = 2 * roundoff(subject.precision, own[0].length, ...own, whole[n])
    const error = Math.max(distance(whole[n], alone), distance(whole[n], moved))
    found.push({ error, tolerance, at: { function: name, sample: n } })
  }
  return found
}

const picked = (inputs: RowsOf, from: (rows: RowsOf[string]) => RowsOf[string]): RowsOf =>
  Object.fromEntries(Object.entries(inputs).map(([name, rows]) => [name, from(rows)]))
