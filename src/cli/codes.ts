import { basename } from 'node:path'
import type { Dataset, ImageSize } from '../data/dataset.ts'
import { type Random, seededRandom } from '../data/random.ts'
import { selectRows } from '../data/select-rows.ts'
import { decoderNames, decoderOf, encoderOf, type RowMap } from '../latent/maps.ts'
import { drawPrior } from '../latent/sampling.ts'
import { deviations } from '../latent/traversal.ts'
import { type Rows, toRows } from '../laws/rows.ts'
import { needed, type Opened } from './checkpoint-subject.ts'

/** Codes to start from, and the way back to data. */
export interface Codes {
  readonly codes: Rows
  /** 'row 12' for each, or 'draw 0'. */
  readonly names: readonly string[]
  /** What they are of: 'digits', or 'the prior'. */
  readonly origin: string
  readonly decode: RowMap
  readonly images?: ImageSize | undefined
  /** The standard deviation of every latent over all that the codes are chosen from. */
  readonly spread: () => Promise<Float64Array>
}

/**
 * The codes of rows of the data, those that are given or as many as are asked for; or, for a model that has no encoder,
 * draws from its prior. Throws where the model has no decoder, for rows that are not there, and for rows without encoder.
 */
export async function codesFor(
  { subject, record, data }: Opened,
  { verb, count, seed, rows }: { verb: string; count: number; seed: number; rows?: readonly number[] },
): Promise<Codes> {
  const decode = needed(decoderOf(subject), subject, verb, decoderNames.join(' or '))
  const encode = encoderOf(subject)
  if (!encode) {
    if (rows) throw new Error(`${subject.name} has no encoder, so rows of data have no codes; leave them out`)
    const draw = (n: number) => drawPrior(subject, decode.size, n, seededRandom(seed).split('codes'))
    return {
      codes: draw(count),
      names: Array.from({ length: count }, (_, i) => `draw ${i}`),
      origin: 'the prior',
      decode,
      images: record.images,
      spread: async () => deviations(draw(1000)),
    }
  }
  const dataset = await data()
  const chosen = chosenRows(dataset, count, seededRandom(seed).split('rows'), rows)
  return {
    codes: await encode.apply(toRows(selectRows(dataset, chosen).x)),
    names: chosen.map((row) => `row ${row}`),
    origin: basename(dataset.name),
    decode,
    images: dataset.images,
    spread: async () => deviations(await encode.apply(toRows(dataset.x))),
  }
}

/** The rows of the data that are given by number, or as many as `count` drawn at random, none of them twice. */
export function chosenRows(
  { name, x }: Dataset,
  count: number,
  random: Random,
  given?: readonly number[],
): number[] {
  const [available] = x.shape
  const missing = given?.find((row) => row >= available)
  if (missing !== undefined) {
    throw new Error(`row ${missing} of ${name}: its rows are 0 to ${available - 1}; choose among these`)
  }
  if (given) return [...given]
  if (count > available) {
    throw new Error(`${name} has ${available} rows, and ${count} were asked for; ask for fewer`)
  }
  return [...random.permutation(available).subarray(0, count)]
}
