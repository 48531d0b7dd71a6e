import { size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import type { Residual } from '../law.ts'
import { worst } from '../measure.ts'
import { meanRow, type Rows, subtract } from '../rows.ts'
import { rowsThrough, sampleShape } from './calls.ts'
import { batchOf, type Draw, draws, samplesOf } from './cases.ts'
import { autoencoderLaw } from './define.ts'
import { distance, roundoff } from './measure.ts'
import { allRows, spoiled } from './violators.ts'

export const batchIndependent = autoencoderLaw<Draw>({
  name: 'autoencoder/batch-independent',
  nature: 'independence',
  statement:
    'encode and decode treat a sample the same whatever else is in its batch, and wherever it stands',
  source: 'the functions are maps of one sample; batch normalisation must use its running statistics',
  needs: ['encode'],
  exempts: ({ batch }) => (batch === 1 ? 'its batch size is fixed at 1' : undefined),
  cases: () => draws,
  runs: 8,
  async residual(subject, draw) {
    const x = samplesOf(subject, draw)
    const others = samplesOf(subject, { seed: draw.seed + 1 })
    const encoded = await departures(subject, ['encode', 'x', 'z'], x, others)
    if (!subject.functions.decode) return worst(encoded.residuals)
    const companions = await rowsThrough(subject, 'encode', 'x', 'z', others)
    const decoded = await departures(subject, ['decode', 'z', 'x'], encoded.whole, companions)
    return worst([...encoded.residuals, ...decoded.residuals])
  },
  violators: [
    spoiled(
      'encode subtracts the mean of its batch',
      'encode',
      allRows((rows) => rows.map((row) => subtract(row, meanRow(rows)))),
    ),
    spoiled(
      'decode gives the batch in reverse',
      'decode',
      allRows((rows) => rows.toReversed()),
    ),
    spoiled(
      'decode gives the first sample for all',
      'decode',
      allRows((rows) => rows.map(() => rows[0])),
    ),
  ],
})

type Through = readonly [name: string, input: string, output: string]

/** A batch against its samples one at a time, or among others where the batch size is fixed, and against its rotation. */
async function departures(subject: Subject, [name, input, output]: Through, rows: Rows, others: Rows) {
  const run = (batch: Rows) => rowsThrough(subject, name, input, output, batch)
  const whole = await run(rows)
  const rotated = await run([...rows.slice(1), rows[0]])
  const residuals: Residual[] = []
  for (const [n, row] of rows.entries()) {
    const among = subject.batch === null ? [row] : others.with(batchOf(subject) - 1 - n, row)
    const alone = (await run(among))[among.indexOf(row)]
    const moved = rotated[(n - 1 + rows.length) % rows.length]
    const tolerance = 2 * roundoff(subject.precision, size(sampleShape(subject)), row, whole[n])
    const error = Math.max(distance(whole[n], alone), distance(whole[n], moved))
    residuals.push({ error, tolerance, at: { function: name, [input]: Array.from(row) } })
  }
  return { whole, residuals }
}
