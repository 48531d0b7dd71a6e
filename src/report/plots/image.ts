import type { ImageSize } from '../../data/dataset.ts'
import { type Colour, notANumber } from './png.ts'

/**
 * Values from 0, black, to 1, white, row by row, channels last; beyond that they are clipped. One channel is grey, three
 * are red, green and blue.
 */
export type Image = ArrayLike<number>

/** The colour of a pixel; NaN in red. */
export function colourOf(image: Image, { width, channels }: ImageSize, row: number, column: number): Colour {
  const at = (row * width + column) * channels
  const levels = [0, 1, 2].map((k) => image[at + (channels === 3 ? k : 0)]!)
  if (levels.some(Number.isNaN)) return notANumber
  const [red, green, blue] = levels.map((value) => Math.round(255 * Math.min(1, Math.max(0, value))))
  return [red!, green!, blue!]
}

/** Throws a RangeError where an image has another size, or channels that are no colour. */
export function checkImages(what: string, images: readonly Image[], { height, width, channels }: ImageSize) {
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(`${what}: an image has 1 channel or 3, got ${channels}`)
  }
  const expected = height * width * channels
  const wrong = images.find(({ length }) => length !== expected)
  if (wrong) {
    const size = `${height} x ${width}${channels === 1 ? '' : ` x ${channels}`}`
    throw new RangeError(`${what}: an image of ${size} holds ${expected} values, got ${wrong.length}`)
  }
}

/** An image of fewer pixels at a larger size, each pixel repeated; none where its pixels do not fill that evenly. */
export function enlarged(image: Image, { height, width, channels }: ImageSize): Image | undefined {
  const factor = Math.sqrt((height * width * channels) / image.length)
  if (factor === 1) return image
  if (height % factor !== 0 || width % factor !== 0) return undefined
  return Float32Array.from({ length: height * width * channels }, (_, i) => {
    const [row, column] = [Math.floor(i / channels / width), Math.floor(i / channels) % width]
    const narrow = Math.floor(row / factor) * (width / factor) + Math.floor(column / factor)
    return image[narrow * channels + (i % channels)]!
  })
}
