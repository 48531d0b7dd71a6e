import type { Command } from 'commander'
import { interpolation } from '../latent/interpolation.ts'
import { fromRows } from '../laws/rows.ts'
import { type PictureFlags, pictureCommand, withCheckpoint } from './checkpoint-subject.ts'
import { codesFor } from './codes.ts'
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
  const { out, seed, columns, scale } = flags
  checkOut(out)
  const rows = givenRows(flags)
  const pairs = rows ? rows.length / 2 : flags.pairs
  await withCheckpoint(path, flags, async (opened) => {
    const asked = { verb: 'interpolated', count: 2 * pairs, seed, ...(rows ? { rows } : {}) }
    const { codes, names, origin, decode, images } = await codesFor(opened, asked)
    const z = codes.slice(0, pairs).flatMap((start, i) => interpolation(start, codes[pairs + i], columns))
    const x = await decode.apply(z)
    const labels = names.slice(0, pairs).map((name, i) => `${name} to ${names[pairs + i]}`)
    const picture = {
      description: `${pairs} interpolations by ${opened.model.name} in ${columns} steps, ${origin}: ${labels.join(', ')}`,
      groups: [inRowsOf(columns, x).map((rows, i) => ({ label: labels[i], rows }))],
      images,
      tensors: { z: fromRows(z, [z[0].length]), x: fromRows(x, [x[0].length]) },
    }
    await writePicture(out, picture, scale)
  })
}

/** The rows that pairs start from, then those that they end at, where they are given. */
function givenRows({ from, to }: InterpolateFlags): number[] | undefined {
  if (!from && !to) return undefined
  if (from?.length === to?.length) return [...from!, ...to!]
  const [starts, ends] = [from?.length ?? 0, to?.length ?? 0]
  throw new Error(`--from names ${starts} rows and --to ${ends}; name as many of each`)
}
