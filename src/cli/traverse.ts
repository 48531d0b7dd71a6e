import type { Command } from 'commander'
import { hasPrior } from '../latent/sampling.ts'
import { mostVarying, offsets, traversal } from '../latent/traversal.ts'
import { fromRows } from '../laws/rows.ts'
import { type PictureFlags, pictureCommand, withCheckpoint } from './checkpoint-subject.ts'
import { codesFor } from './codes.ts'
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
      "how far each way, in units of the latent space; for a plain autoencoder, in its codes' standard deviations",
      positiveNumber,
      3,
    )
    .option('--columns <number>', 'steps, an odd number of them', wholeNumber(3), 11)
    .action(run)

async function run(path: string, flags: TraverseFlags): Promise<void> {
  const { out, seed, columns, reach, scale, from } = flags
  checkOut(out)
  const steps = offsets(columns, reach)
  await withCheckpoint(path, flags, async (opened) => {
    const asked = { verb: 'traversed', count: 1, seed, ...(from ? { rows: from } : {}) }
    const { codes, names, origin, decode, images, spread } = await codesFor(opened, asked)
    const beyond = flags.latents?.find((latent) => latent >= decode.size)
    if (beyond !== undefined) {
      throw new Error(`--latents ${beyond}: ${opened.model.name} has the latents 0 to ${decode.size - 1}`)
    }
    const latents = flags.latents ?? mostVarying(await spread(), shownUnlessTold)
    const units = hasPrior(opened.subject) ? new Float64Array(decode.size).fill(1) : await spread()
    const z = codes.flatMap((code) =>
      latents.flatMap((latent) =>
        traversal(
          code,
          latent,
          steps.map((step) => step * units[latent]),
        ),
      ),
    )
    const x = await decode.apply(z)
    const rows = inRowsOf(columns, x).map((images, i) => ({
      label: `latent ${latents[i % latents.length]}`,
      rows: images,
    }))
    const picture = {
      description: `latents ${latents.join(', ')} of ${opened.model.name}, one a row, each moved by -${reach} to ${reach}; in the middle ${names.join(', ')} of ${origin}`,
      groups: inRowsOf(latents.length, rows),
      images,
      tensors: { z: fromRows(z, [decode.size]), x: fromRows(x, [x[0].length]) },
    }
    await writePicture(out, picture, scale)
  })
}
