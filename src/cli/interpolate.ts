import type { Command } from 'commander'
import { seededRandom } from '../data/random.ts'
import { selectRows } from '../data/select-rows.ts'
import { interpolation } from '../latent/interpolation.ts'
import { fromRows, toRows } from '../laws/autoencoder/rows.ts'
import { chosenRows, codec, type PictureFlags, pictureCommand, withCheckpoint } from './checkpoint-subject.ts'
import { wholeNumber, wholeNumbers } from './options.ts'
import { checkOut, inRowsOf, writePicture } from './picture.ts'

interface InterpolateFlags extends PictureFlags {
  readonly pairs: number
  readonly from?: number[]
  readonly to?: number[]
  readonly columns: number
}

/** `touchstone interpolate`: g((1 - alpha) f(x) + alpha f(x')), for an encoder f and a decoder g. */
export const interpolateCommand = (): Command =>
  pictureCommand('interpolate', 'show the way from one datum to another through the latent space')
    .option('--pairs <number>', 'pairs of rows of the data, drawn at random', wholeNumber(1), 6)
    .option('--from <rows>', 'the rows to start from, such as 0,5,9', wholeNumbers)
    .option('--to <rows>', 'the rows to end at, as many', wholeNumbers)
    .option('--columns <number>', 'steps on the way, both ends among them', wholeNumber(2), 11)
    .action(run)

async function run(path: string, flags: InterpolateFlags): Promise<void> {
  checkOut(flags.out)
  const given = givenPairs(flags)
  await withCheckpoint(path, flags, async ({ subject, data }) => {
    const { encode, decode } = codec(subject, 'interpolated')
    const dataset = await data()
    const random = seededRandom(flags.seed).split('rows')
    const chosen = chosenRows(dataset, 2 * flags.pairs, random, given)
    const codes = await encode.apply(toRows(selectRows(dataset, chosen).x))
    const pairs = codes.length / 2
    const starts = codes.slice(0, pairs)
    const z = starts.flatMap((start, i) => interpolation(start, codes[pairs + i], flags.columns))
    const x = await decode.apply(z)
    const label = (i: number) => `From row ${chosen[i]} to row ${chosen[pairs + i]}`
    const [code, features] = [z[0].length, x[0].length]
    const picture = {
      description: `latent interpolation by ${subject.name}, ${flags.columns} steps between rows ${chosen.slice(0, pairs)} and ${chosen.slice(pairs)} of ${dataset.name}`,
      groups: [inRowsOf(flags.columns, x).map((rows, i) => ({ label: label(i), rows }))],
      images: dataset.images,
      tensors: { z: fromRows(z, [code]), x: fromRows(x, [features]) },
    }
    await writePicture(flags.out, picture, flags.scale)
  })
}

/** The rows that pairs start from, then those that they end at, where they are given. */
function givenPairs({ from, to }: InterpolateFlags): number[] | undefined {
  if (!from && !to) return undefined
  if (from?.length !== to?.length) {
    throw new Error(
      `--from names ${from?.length ?? 0} rows and --to ${to?.length ?? 0}; every pair needs one of each`,
    )
  }
  return [...from!, ...to!]
}
