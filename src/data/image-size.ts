import { DataError } from './data-error.ts'
import type { ImageSize } from './dataset.ts'

/**
 * The size of images whose rows hold `features` numbers: the known one where it fits, else a square of one channel or of
 * three. Throws a DataError for rows that are no images.
 */
export function imageSizeOf(features: number, known?: ImageSize): ImageSize {
  if (known && known.height * known.width * known.channels === features) return known
  for (const channels of [1, 3]) {
    const side = Math.sqrt(features / channels)
    if (Number.isInteger(side)) return { height: side, width: side, channels }
  }
  throw new DataError(
    `rows of ${features} numbers are no square images; for their numbers give --out a name that ends in .safetensors`,
  )
}
