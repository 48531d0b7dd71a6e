import type { Subject } from '../../subjects/subject.ts'
import { oneNumber } from '../autoencoder/calls.ts'
import type { RowsOf } from '../calls.ts'
import { fromRows } from '../rows.ts'
import { asRows } from './cases.ts'

/** Scores of real and generated samples, one a sample. */
export type Scores = Readonly<Record<string, readonly number[]>>

/** The one number that a function makes of a batch: as many rows as the subject takes. Throws where it is none. */
export async function numberOf(subject: Subject, name: string, inputs: RowsOf): Promise<number> {
  const { inputs: shapes, outputs } = subject.functions[name]
  const fed = Object.entries(shapes).map(([input, shape]) => [input, fromRows(inputs[input], shape)])
  const results = await subject.call(name, Object.fromEntries(fed))
  return oneNumber(results[outputs[0]])
}

/** A loss of scores. */
export const lossOf = (subject: Subject, name: string, scores: Scores): Promise<number> =>
  numberOf(
    subject,
    name,
    Object.fromEntries(Object.entries(scores).map(([input, numbers]) => [input, asRows(numbers)])),
  )

export const meanOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, each) => sum + each, 0) / numbers.length
