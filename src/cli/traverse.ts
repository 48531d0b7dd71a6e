import type { Command } from 'commander'
import { seededRandom } from '../data/random.ts'
import { hasPrior } from '../latent/sampling.ts'
import { deviations, mostVarying, offsets, traversal } from '../latent/traversal.ts'
import { fromRows, toRows } from '../laws/autoencoder/rows.ts'
import { chosenRows, codec, type PictureFlags, pictureCommand, withCheckpoint } from './checkpoint-subject.ts'
import { positiveNumber, wholeNumber, wholeNumbers } from './options.ts'
import { checkOut, inRowsOf, writePicture } from './picture.ts'

interface TraverseFlags extends PictureFlags {
  readonly latents?: number[]
  readonly from?: number[]
  readonly reach: number
  readonly columns: number
}

const shownUnlessTold = 10

/** `touchstone traverse`: the code of a datum with one latent at a time moved, and the others held. */
export const traverseCommand = (): Command =>
  pictureCommand('traverse', 'move one latent at a time, from the code of a datum in the middle column')
    .option(
      '--latents <numbers>',
      `such as 0,3,5 (default: the ${shownUnlessTold} that vary most over the data)`,
      wholeNumbers,
    )
    .option('--from <rows>', 'rows of the data to start from (default: one, drawn at random)', wholeNumbers)
    .option(
      '--reach <number>',
      "how far each way, in standard deviations of the prior, or of an autoencoder's codes",
      positiveNumber,
      3,
    )
    .option('--columns <number>', 'steps, an odd number of them', wholeNumber(3), 11)
    .action(run)

async function run(path: string, flags: TraverseFlags): Promise<void> {
  checkOut(flags.out)
  const steps = offsets(flags.columns, flags.reach)
  await withCheckpoint(path, flags, async ({ subject, data }) => {
    const { encode, decode } = codec(subject, 'traversed')
    const latents = flags.latents ?? []
    const beyond = latents.find((latent) => latent >= decode.size)
    if (beyond !== undefined) {
      throw new Error(`--latents ${beyond}: ${subject.name} has the latents 0 to ${decode.size - 1}`)
    }
    const dataset = await data()
    const codes = await encode.apply(toRows(dataset.x))
    const spread = deviations(codes)
    const moved = flags.latents ?? mostVarying(spread, shownUnlessTold)
    const units = hasPrior(subject) ? spread.map(() => 1) : spread
    const starts = chosenRows(dataset, 1, seededRandom(flags.seed).split('rows'), flags.from)
    const z = starts.flatMap((start) =>
      moved.flatMap((latent) =>
        traversal(
          codes[start],
          latent,
          steps.map((step) => step * units[latent]),
        ),
      ),
    )
    const x = await decode.apply(z)
    const rows = inRowsOf(flags.columns, x).map((images, i) => ({
      label: `Latent ${moved[i % moved.length]}`,
      rows: images,
    }))
    const picture = {
      description: `latents ${moved} of ${subject.name}, one a row, moved by -${flags.reach} to ${flags.reach} standard deviations from row ${starts} of ${dataset.name}`,
      groups: inRowsOf(moved.length, rows),
      images: dataset.images,
      tensors: { z: fromRows(z, [decode.size]), x: fromRows(x, [x[0].length]) },
    }
    await writePicture(flags.out, picture, flags.scale)
  })
}
