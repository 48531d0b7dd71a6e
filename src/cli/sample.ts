import type { Command } from 'commander'
import { seededRandom } from '../data/random.ts'
import { decoderNames, decoderOf, encoderOf } from '../latent/maps.ts'
import { drawLike, drawPrior, hasPrior } from '../latent/sampling.ts'
import { fromRows, type Rows, toRows } from '../laws/rows.ts'
import {
  needed,
  type Opened,
  type PictureFlags,
  pictureCommand,
  withCheckpoint,
} from './checkpoint-subject.ts'
import { wholeNumber } from './options.ts'
import { checkOut, inRowsOf, writePicture } from './picture.ts'

interface SampleFlags extends PictureFlags {
  readonly number?: number
  readonly columns?: number
}

/** `touchstone sample`: what a model makes of latents drawn from its prior. */
export const sampleCommand = (): Command =>
  pictureCommand('sample', 'draw samples of a trained model; those of the plane as a cloud of points')
    .option('-n, --number <number>', 'samples (default: 64, or 2000 points of the plane)', wholeNumber(1))
    .option('--columns <number>', 'images in a row (default: as many as rows)', wholeNumber(1))
    .action(run)

async function run(path: string, flags: SampleFlags): Promise<void> {
  checkOut(flags.out)
  await withCheckpoint(path, flags, async (opened) => {
    const { subject, model, record } = opened
    const decode = needed(decoderOf(subject), subject, 'sampled', decoderNames.join(' or '))
    const [probe] = await decode.apply([new Float64Array(decode.size)])
    const count = flags.number ?? (probe.length === 2 ? 2000 : 64)
    const random = seededRandom(flags.seed).split('samples')
    const z = hasPrior(subject)
      ? drawPrior(subject, decode.size, count, random)
      : drawLike(await codesOf(opened), count, random)
    const x = await decode.apply(z)
    const origin = hasPrior(subject) ? 'from the prior' : 'from a Gaussian fitted to the codes of the data'
    const columns = flags.columns ?? Math.ceil(Math.sqrt(count))
    const picture = {
      description: `${count} samples of ${model.name}, latents drawn ${origin}`,
      groups: [inRowsOf(columns, x).map((rows, i) => ({ label: i === 0 ? 'samples' : '', rows }))],
      images: record.images,
      cloud: true,
      tensors: { z: fromRows(z, [decode.size]), x: fromRows(x, [probe.length]) },
    }
    await writePicture(flags.out, picture, flags.scale)
  })
}

async function codesOf({ subject, data }: Opened): Promise<Rows> {
  const encode = needed(encoderOf(subject), subject, 'sampled', 'a prior, or an encoder to fit one')
  return encode.apply(toRows((await data()).x))
}
