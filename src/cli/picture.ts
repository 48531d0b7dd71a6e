import { extname } from 'node:path'
import { writeFileAtomically } from '../data/atomic-write.ts'
import type { ImageSize } from '../data/dataset.ts'
import { imageSizeOf } from '../data/image-size.ts'
import { writeSafetensors } from '../data/safetensors.ts'
import type { Values } from '../engines/engine.ts'
import type { Rows } from '../laws/rows.ts'
import { enlarged } from '../report/plots/image.ts'
import { imageRows } from '../report/plots/image-rows.ts'
import { imageSheet } from '../report/plots/image-sheet.ts'
import type { Point } from '../report/plots/plot.ts'
import { scatterPlot, scatterPng } from '../report/plots/scatter.ts'
import { checkFolder } from './folder.ts'

/** Images of one origin. */
export interface PictureRow {
  readonly label: string
  readonly rows: Rows
}

/** What a command shows of a model, before it is known as what: a picture or numbers. */
export interface Picture {
  /** In one sentence, what is where. */
  readonly description: string
  /** Rows of images that belong together, such as originals and reconstructions. */
  readonly groups: readonly (readonly PictureRow[])[]
  /** The size of the images, where the data say it. */
  readonly images?: ImageSize | undefined
  /** Whether rows of two numbers may be shown as points of the plane: they are one cloud then. */
  readonly cloud?: boolean
  readonly tensors: Values
}

const endings = ['.png', '.svg', '.safetensors']

/** Refuses a name that nothing can be written to, before anything is computed. */
export function checkOut(out: string): void {
  if (!endings.includes(extname(out))) {
    throw new Error(`--out ${out}: expected a name that ends in ${endings.join(', ')}`)
  }
  checkFolder('--out', out)
}

/** Writes a picture as its name ends: .png, .svg with labels, or .safetensors for the numbers. */
export async function writePicture(out: string, picture: Picture, scale?: number): Promise<void> {
  await writeFileAtomically(out, contentsOf(extname(out), picture, scale))
  console.log(`wrote ${out}: ${picture.description}`)
}

function contentsOf(ending: string, picture: Picture, scale?: number): Uint8Array | string {
  const { description, groups, tensors, cloud } = picture
  if (ending === '.safetensors') return writeSafetensors(tensors, { description })
  const features = groups[0][0].rows[0].length
  if (cloud && features === 2) {
    const points = groups.flatMap((group) => group.flatMap(({ rows }) => rows.map(([x, y]): Point => [x, y])))
    return ending === '.svg'
      ? scatterPlot(points, description).svg
      : scatterPng(points, 120 * (scale ?? 4), description)
  }
  const size = imageSizeOf(features, picture.images)
  const drawn = scale ?? comfortable(size)
  const labelled = groups.map((group) =>
    group.map(({ label, rows }) => ({ label, images: rows.map((row) => enlarged(row, size) ?? row) })),
  )
  if (ending === '.svg') return imageRows(labelled, size, drawn).svg
  const sheet = labelled.map((group) => group.map(({ images }) => images))
  return imageSheet(sheet, size, { scale: drawn, description })
}

/** So that an image is about 56 pixels high: an MNIST digit doubled. */
const comfortable = ({ height }: ImageSize): number => Math.max(1, Math.round(56 / height))

/** Rows in their order, so many at a time. */
export const inRowsOf = <T>(count: number, all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / count) }, (_, i) => all.slice(i * count, (i + 1) * count))
