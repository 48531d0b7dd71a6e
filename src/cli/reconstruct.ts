import { basename } from 'node:path'
import type { Command } from 'commander'
import { type Random, seededRandom } from '../data/random.ts'
import { selectRows } from '../data/select-rows.ts'
import { decoderOf, encoderOf } from '../latent/maps.ts'
import { fromRows, type Rows, squaredNorm, subtract, toRows } from '../laws/rows.ts'
import { drawNoise } from '../training/noise.ts'
import {
  needed,
  type Opened,
  type PictureFlags,
  pictureCommand,
  withCheckpoint,
} from './checkpoint-subject.ts'
import { chosenRows } from './codes.ts'
import { wholeNumber, wholeNumbers } from './options.ts'
import { checkOut, inRowsOf, writePicture } from './picture.ts'

interface ReconstructFlags extends PictureFlags {
  readonly number: number
  readonly columns: number
  readonly from?: number[]
}

/** `touchstone reconstruct`: data beside what a model gives back of them. */
export const reconstructCommand = (): Command =>
  pictureCommand('reconstruct', 'show data above what an autoencoder, a VAE or a denoiser gives back of them')
    .option('-n, --number <number>', 'rows of the data, drawn at random', wholeNumber(1), 24)
    .option('--from <rows>', 'these rows of the data, such as 0,5,9', wholeNumbers)
    .option('--columns <number>', 'images in a row', wholeNumber(1), 12)
    .action(run)

async function run(path: string, flags: ReconstructFlags): Promise<void> {
  checkOut(flags.out)
  await withCheckpoint(path, flags, async (opened) => {
    const random = seededRandom(flags.seed)
    const reconstruct = reconstructionOf(opened, random.split('noise'))
    const data = await opened.data()
    const chosen = selectRows(data, chosenRows(data, flags.number, random.split('rows'), flags.from))
    const x = toRows(chosen.x)
    const stages = { data: x, ...(await reconstruct(x)) }
    const groups = inRowsOf(flags.columns, [...x.keys()]).map((columns) =>
      Object.entries(stages).map(([label, rows]) => ({
        label,
        rows: columns.map((column) => rows[column]),
      })),
    )
    const error = meanSquaredError(stages.reconstruction, x)
    const picture = {
      description: `${x.length} rows of ${basename(data.name)} through ${opened.model.name}, from the top ${Object.keys(stages).join(', ')}; squared error ${error.toPrecision(3)} a row`,
      groups,
      images: data.images,
      tensors: Object.fromEntries(
        Object.entries(stages).map(([name, rows]) => [name, fromRows(rows, [rows[0].length])]),
      ),
    }
    await writePicture(flags.out, picture, flags.scale)
  })
}

type Reconstruction = (x: Rows) => Promise<{ corrupted?: Rows; reconstruction: Rows }>

/** Through the code and back; or, for a denoiser, through a corruption and back. */
function reconstructionOf({ subject, model }: Opened, random: Random): Reconstruction {
  const [encode, decode] = [encoderOf(subject), decoderOf(subject)]
  if (encode && decode) return async (x) => ({ reconstruction: await decode.apply(await encode.apply(x)) })
  const { corrupt, denoise } = subject.functions
  const both = corrupt && denoise ? { corrupt, denoise } : undefined
  const { corrupt: spoil } = needed(
    both,
    subject,
    'reconstructed',
    'encode and decode, or corrupt and denoise',
  )
  const noises = Object.assign({}, ...model.phases.map(({ noise }) => noise))
  return async (x) => {
    const { x: sample, ...draws } = spoil.inputs
    const own = Object.fromEntries(Object.keys(draws).map((name) => [name, noises[name]]))
    const inputs = { x: fromRows(x, sample), ...drawNoise(own, x.length, random) }
    const { y: corrupted } = await subject.call('corrupt', inputs)
    const { y } = await subject.call('denoise', { x: corrupted })
    return { corrupted: toRows(corrupted), reconstruction: toRows(y) }
  }
}

/** Summed over features, averaged over rows. */
const meanSquaredError = (a: Rows, b: Rows): number =>
  a.reduce((sum, row, i) => sum + squaredNorm(subtract(row, b[i])), 0) / a.length
