import type { Shape } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import { oneNumber } from '../autoencoder/calls.ts'
import { callRows, type RowsOf } from '../calls.ts'
import { fromRows, type Rows } from '../rows.ts'

/** What corrupt and loss are called on: clean samples, and the noise of those subjects that take any. */
export interface Inputs {
  readonly x: Rows
  readonly noise?: Rows
}

/** The signature that says what a clean sample and its noise are. */
const ofClean = ({ functions }: Subject) => functions.corrupt ?? functions.loss

/** The shape of one clean x; empty where no function takes one. */
export const cleanShape = (subject: Subject): Shape => ofClean(subject)?.inputs.x ?? []

/** The shape of one sample's noise; undefined where corruption takes none. */
export const noiseShape = (subject: Subject): Shape | undefined => ofClean(subject)?.inputs.noise

export const corruptedShape = ({ functions }: Subject): Shape => functions.denoise.inputs.x

export const corrupt = async (subject: Subject, inputs: Inputs): Promise<Rows> =>
  (await callRows(subject, 'corrupt', rowsOf(inputs))).y

export const denoise = async (subject: Subject, corrupted: Rows): Promise<Rows> =>
  (await callRows(subject, 'denoise', { x: corrupted })).y

/** The loss of one batch: as many rows as the subject takes. Throws where it is no single number. */
export async function loss(subject: Subject, inputs: Inputs): Promise<number> {
  const rows = rowsOf(inputs)
  const fed = Object.entries(subject.functions.loss.inputs).map(([name, shape]) => [
    name,
    fromRows(rows[name], shape),
  ])
  return oneNumber((await subject.call('loss', Object.fromEntries(fed))).loss)
}

export const rowsOf = ({ x, noise }: Inputs): RowsOf => (noise ? { x, noise } : { x })
