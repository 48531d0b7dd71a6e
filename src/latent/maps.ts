import type { Values } from '../engines/engine.ts'
import { fromRows, type Rows, toRows } from '../laws/rows.ts'
import { size } from '../ops/shape.ts'
import type { Subject } from '../subjects/subject.ts'

/** A map of rows, [N][...] -> [N][...]. */
export interface RowMap {
  /** The name of the function behind it. */
  readonly name: string
  /** The size of a row that it takes. */
  readonly size: number
  readonly apply: (rows: Rows) => Promise<Rows>
}

/** A function by its contract's name, its one input, and how its outputs are read. */
interface Reading {
  readonly name: string
  readonly input: string
  readonly read: (outputs: Values) => Rows
}

/** Data to codes: the code of an autoencoder, the mean of a VAE's q(z | x), a flow's latent. */
const encoders: readonly Reading[] = [
  { name: 'encode', input: 'x', read: ({ z, mean }) => toRows(z ?? mean) },
  { name: 'to_latent', input: 'x', read: ({ z }) => toRows(z) },
]

/** Codes to data: for a likelihood of pixels their means, which are the sigmoids of Bernoulli logits. */
const decoders: readonly Reading[] = [
  {
    name: 'decode',
    input: 'z',
    read: ({ x, mean, logits }) => (logits ? toRows(logits).map(sigmoids) : toRows(x ?? mean)),
  },
  { name: 'to_data', input: 'z', read: ({ x }) => toRows(x) },
  { name: 'generate', input: 'z', read: ({ x }) => toRows(x) },
]

const sigmoids = (logits: Float64Array): Float64Array => logits.map((logit) => 1 / (1 + Math.exp(-logit)))

/** f, from data to codes; none where the subject has no function for it. */
export const encoderOf = (subject: Subject): RowMap | undefined => firstOf(subject, encoders)

/** g, from codes to data; none where the subject has no function for it. */
export const decoderOf = (subject: Subject): RowMap | undefined => firstOf(subject, decoders)

/** The names that stand for such a map, for those who miss it. */
export const encoderNames = encoders.map(({ name }) => name)
export const decoderNames = decoders.map(({ name }) => name)

function firstOf(subject: Subject, readings: readonly Reading[]): RowMap | undefined {
  const found = readings.find(({ name, input }) => {
    const { [name]: signature } = subject.functions
    return signature && Object.keys(signature.inputs).join() === input
  })
  if (!found) return undefined
  const { name, input, read } = found
  const sample = subject.functions[name].inputs[input]
  const apply = async (rows: Rows) => {
    const parts: Rows[] = []
    for (const part of chunks(rows)) {
      parts.push(read(await subject.call(name, { [input]: fromRows(part, sample) })))
    }
    return parts.flat()
  }
  return { name, size: size(sample), apply }
}

/** Rows that are computed at a time: whole data sets of images would not fit the memory. */
const most = 256

const chunks = (rows: Rows): Rows[] =>
  Array.from({ length: Math.ceil(rows.length / most) }, (_, i) => rows.slice(i * most, (i + 1) * most))
