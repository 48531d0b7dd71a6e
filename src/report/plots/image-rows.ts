import type { ImageSize } from '../../data/dataset.ts'
import { markup } from '../markup.ts'
import type { Image } from './image.ts'
import { imageStrip } from './image-grid.ts'
import { type Plot, paint, panel, round } from './plot.ts'
import { pngUri } from './png.ts'

/** Images in one row, with a word on what they are. */
export interface LabelledRow {
  readonly label: string
  readonly images: readonly Image[]
}

const characterWidth = 6.4
const [rowGap, groupGap] = [2, 12]

/** Rows of images with their labels at the left, in groups of rows that belong together. A row may be empty, not all of them. */
export function imageRows(
  groups: readonly (readonly LabelledRow[])[],
  { height, width, channels }: ImageSize,
  scale: number,
): Plot {
  const rows = groups.flat()
  const left = Math.ceil(characterWidth * Math.max(...rows.map(({ label }) => label.length))) + 10
  const strip = (images: readonly Image[], x: number, y: number) => {
    const uri = pngUri(imageStrip(images, height, width, scale, channels))
    return markup`<image href="${uri}" x="${x}" y="${y}" width="${stripWidth(images.length, width, scale)}" height="${height * scale}" style="image-rendering:pixelated"/>`
  }
  let top = 0
  const drawn = groups.flatMap((group, i) => {
    if (i > 0) top += groupGap - rowGap
    return group.map(({ label, images }) => {
      const middle = top + (height * scale) / 2 + 4
      const image = images.length > 0 && strip(images, left, top)
      top += height * scale + rowGap
      return markup`<text x="${left - 10}" y="${round(middle)}" text-anchor="end" fill="${paint.ink}">${label}</text>${image}`
    })
  })
  const longest = Math.max(...rows.map(({ images }) => images.length))
  const name = `Images in rows: ${rows.map(({ label }) => label).join(', ')}`
  const full = panel(left + stripWidth(longest, width, scale), top - rowGap, name, drawn)
  return { svg: full.svg.text, width: full.width }
}

/** As imageStrip draws it: one pixel of the images between one and the next. */
const stripWidth = (count: number, width: number, scale: number): number => (count * (width + 1) - 1) * scale
