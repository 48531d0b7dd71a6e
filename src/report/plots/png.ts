import { encode } from 'fast-png'

/** Pixels as red, green, blue and alpha, from 0 to 255, row by row from the top. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

export type Colour = readonly [number, number, number]

/** What is not a number must not pass for black. */
export const notANumber: Colour = [226, 61, 40]

/** Draws a picture pixel by pixel; where `colourAt` gives nothing the picture is transparent. */
export function drawPixels(
  width: number,
  height: number,
  colourAt: (x: number, y: number) => Colour | undefined,
): Pixels {
  const data = new Uint8Array(4 * width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = colourAt(x, y)
      if (colour) data.set([...colour, 255], 4 * (y * width + x))
    }
  }
  return { width, height, data }
}

/** The pixels as a PNG file, which may say what it shows. */
export const toPng = ({ width, height, data }: Pixels, description?: string): Uint8Array =>
  encode({ width, height, data, channels: 4, ...(description ? { text: { Description: description } } : {}) })

/** A PNG file as an address that a page can hold. */
export const pngUri = (png: Uint8Array): string =>
  `data:image/png;base64,${Buffer.from(png).toString('base64')}`
