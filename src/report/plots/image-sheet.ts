import type { ImageSize } from '../../data/dataset.ts'
import { checkImages, colourOf, type Image } from './image.ts'
import { drawPixels, toPng } from './png.ts'

/** Rows that belong together: originals, and what becomes of them. */
export type ImageGroup = readonly (readonly Image[])[]

export interface SheetOptions {
  /** Every pixel of an image is drawn `scale` times `scale`. */
  readonly scale: number
  /** What the picture shows, which goes into the file as its description. */
  readonly description: string
}

/** Pixels of the sheet between images, between groups, and around them all. */
export const spacing = { image: 2, group: 10, margin: 8 } as const

const white = [255, 255, 255] as const

/** Where the images of each row begin, from the top: rows of a group lie close, groups apart. */
function rowStarts(groups: readonly ImageGroup[], height: number): number[] {
  const starts: number[] = []
  let top: number = spacing.margin
  for (const group of groups) {
    for (const _ of group) {
      starts.push(top)
      top += height + spacing.image
    }
    top += spacing.group - spacing.image
  }
  return starts
}

/** Images in rows and groups of rows on white, as a PNG. Throws a RangeError for an image of another size. */
export function imageSheet(
  groups: readonly ImageGroup[],
  size: ImageSize,
  { scale, description }: SheetOptions,
): Uint8Array {
  checkImages('imageSheet', groups.flat(2), size)
  const [height, width] = [size.height * scale, size.width * scale]
  const rows = groups.flat()
  const starts = rowStarts(groups, height)
  const columns = Math.max(...rows.map(({ length }) => length))
  const across = 2 * spacing.margin + columns * (width + spacing.image) - spacing.image
  const down = starts.at(-1)! + height + spacing.margin
  const pixels = drawPixels(across, down, (x, y) => {
    const row = starts.findLastIndex((start) => start <= y)
    const column = Math.floor((x - spacing.margin) / (width + spacing.image))
    const image = rows[row]?.[column]
    const [inX, inY] = [x - spacing.margin - column * (width + spacing.image), y - starts[row]!]
    if (!image || inX >= width || inY >= height) return white
    return colourOf(image, size, Math.floor(inY / scale), Math.floor(inX / scale))
  })
  return toPng(pixels, description)
}
