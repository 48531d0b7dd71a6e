import { markup } from '../markup.ts'
import { checkImages, colourOf, type Image } from './image.ts'
import { type Plot, paint, panel, round } from './plot.ts'
import { drawPixels, pngUri, toPng } from './png.ts'

/** Images of one origin: originals, or what one model makes of them. */
export interface ImageRow {
  readonly label: string
  /** Beside the label: 'mean square error 0.012'. */
  readonly note?: string
  readonly images: readonly Image[]
}

const separation = 1

/**
 * Images side by side as one PNG, every pixel drawn `scale` times `scale`: one pixel of the images apart, the gaps
 * transparent, NaN in red.
 */
export function imageStrip(
  images: readonly Image[],
  height: number,
  width: number,
  scale: number,
  channels = 1,
): Uint8Array {
  const size = { height, width, channels }
  checkImages('imageStrip', images, size)
  const pitch = width + separation
  const pixels = drawPixels((images.length * pitch - separation) * scale, height * scale, (x, y) => {
    const column = Math.floor(x / scale)
    const inside = column % pitch
    if (inside >= width) return undefined
    return colourOf(images[Math.floor(column / pitch)]!, size, Math.floor(y / scale), inside)
  })
  return toPng(pixels)
}

/** Rows of images under their labels, aligned so that an image and its reconstructions stand in one column. */
export function imageGrid(rows: readonly ImageRow[], height: number, width: number): Plot {
  const longest = Math.max(...rows.map(({ images }) => images.length))
  const cells = longest * (width + separation) - separation
  // As near to 420 pixels as whole pixels come: a phone's width, where labels stay as large as the text around.
  const scale = Math.max(1, Math.round(420 / cells))
  const [labelHeight, pitch] = [20, height * scale + 30]
  const drawn = rows.map(({ label, note, images }, i) => {
    const top = i * pitch
    const stripWidth = (images.length * (width + separation) - separation) * scale
    const uri = pngUri(imageStrip(images, height, width, scale))
    return markup`<text y="${top + 13}" fill="${paint.ink}" font-size="12" font-weight="600">${label}</text>
<text x="${cells * scale}" y="${top + 13}" fill="${paint.soft}" text-anchor="end">${note}</text>
<image href="${uri}" x="0" y="${top + labelHeight}" width="${stripWidth}" height="${height * scale}" style="image-rendering:pixelated"/>`
  })
  const label = `Images in rows: ${rows.map((row) => row.label).join(', ')}`
  const full = panel(cells * scale, round(rows.length * pitch - 10), label, drawn)
  return { svg: full.svg.text, width: full.width }
}
