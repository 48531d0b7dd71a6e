import fc from 'fast-check'
import type { Subject } from '../../subjects/subject.ts'
import type { Law, Residual } from '../law.ts'
import { worst } from '../measure.ts'
import { amplification, departure, roundoff, sizes } from './amplification.ts'
import { pointsOn } from './cases.ts'
import { flowLaw } from './flow-law.ts'
import { logProbMap } from './log-prob.ts'
import { callRows, type FlowMap, type Row, type Rows, toData, toLatent } from './maps.ts'
import { changed, inputChanged, rowsChanged, sumEverywhere } from './mistakes.ts'
import { type FlowFunction, given, sides } from './shapes.ts'
import type { Side } from './spaces.ts'

const maps: Readonly<Record<FlowFunction, FlowMap>> = {
  to_latent: toLatent,
  to_data: toData,
  log_prob: logProbMap,
}

/** Whatever a sample's neighbours are, and wherever it stands. */
export const batchIndependent: Law = flowLaw<Readonly<Record<Side, Rows>>>({
  name: 'flow/batch-independent',
  nature: 'independence',
  statement: 'a sample gives the same alone, among others, and in another order',
  source:
    'batch normalisation with batch statistics: ikostrikov/pytorch-flows#8; log_det summed over the batch',
  uses: {},
  exempts: (subject) =>
    subject.batch === 1
      ? 'the subject takes one sample at a time'
      : given(subject).length === 0
        ? 'the subject gives none of to_latent, to_data, log_prob'
        : undefined,
  cases: (subject) =>
    fc.record({
      data: pointsOn('data')(subject).map(({ points }) => points),
      latent: pointsOn('latent')(subject).map(({ points }) => points),
    }),
  runs: 5,
  async residual(subject, points) {
    const all: Residual[] = []
    for (const name of given(subject)) all.push(...(await departures(subject, name, points[sides[name]])))
    return worst(all)
  },
  violators: {
    'z is centred by the mean of the batch': { to_latent: centred('z') },
    'the input is centred by the mean of the batch': {
      to_latent: inputChanged('to_latent', 'x', (row, _, all) => row.map((cell, j) => cell - mean(all, j))),
    },
    'log_det is a sum over the batch': { to_latent: sumEverywhere('log_det') },
    'log_prob is a sum over the batch': { log_prob: sumEverywhere('log_prob') },
    'the first sample is left alone': { to_data: changed('x', (cell, at) => (at === 0 ? 0 : cell)) },
  },
})

const mean = (rows: readonly Row[], j: number): number =>
  rows.reduce((sum, row) => sum + row[j], 0) / rows.length

function centred(output: string) {
  return rowsChanged(output, (row, _, all) => row.map((cell, j) => cell - mean(all, j)))
}

/** All outputs of a function for a batch, against those for the batch turned, with other neighbours, and one by one. */
async function departures(subject: Subject, name: FlowFunction, rows: Rows): Promise<Residual[]> {
  const map = maps[name]
  const together = await callRows(subject, name, rows)
  const allowed = await amplification(subject, map, sides[name], rows, sizes(rows))
  const turned = await callRows(subject, name, rows.toReversed())
  const residuals: Residual[] = []
  for (const [n, row] of rows.entries()) {
    // The others become copies of this one; a subject that takes any number of samples gets this one alone.
    const alone = await callRows(subject, name, [row])
    for (const [output, values] of Object.entries(together)) {
      const isLogDet = output === 'log_det'
      values[n].forEach((cell, i) => {
        const amplified = isLogDet ? allowed.logDet[n] : allowed.value[n][i]
        const others = [turned[output][rows.length - 1 - n][i], alone[output][0][i]]
        const error = Math.max(...others.map((other) => (other === cell ? 0 : Math.abs(other - cell))))
        const size = Math.abs(cell) + row.length
        residuals.push(
          departure(error, roundoff(subject, amplified + size), size, {
            function: name,
            output,
            input: [row],
          }),
        )
      })
    }
  }
  return residuals
}
