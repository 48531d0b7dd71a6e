import { lineMap, mapLines, sideOf } from './resampling.ts'

/** Of the family of cubic convolutions, the one that is exact for quadratics; Catmull and Rom's spline. */
const a = -0.5

/** Keys 1981, eq. 15: the kernel of cubic convolution, which reaches two pixels far. */
function keys(distance: number): number {
  const t = Math.abs(distance)
  if (t <= 1) return (a + 2) * t ** 3 - (a + 3) * t ** 2 + 1
  return t < 2 ? a * (t ** 3 - 5 * t ** 2 + 8 * t - 4) : 0
}

/**
 * Bicubic interpolation of a square image, row by row, to twice its side (Keys 1981). Pixels are areas: the centre of
 * new pixel i lies at (i + 1/2) / 2 - 1/2 among the old ones. Beyond its border the image goes on with its last pixels.
 * Throws a RangeError for an image that is not square.
 */
export function bicubicTwice(image: ArrayLike<number>): Float64Array {
  const side = sideOf(image)
  return mapLines(
    image,
    lineMap(side, 2 * side, (i) => (i + 0.5) / 2 - 0.5, keys, 2),
  )
}
