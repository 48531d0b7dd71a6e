import { lineMap, mapLines, sideOf } from './resampling.ts'

/** Where the kernel is cut off, in standard deviations; beyond it lies 6e-5 of its mass. */
const reach = 4

/**
 * A square image, row by row, blurred by a Gaussian of standard deviation `sigma` pixels; sigma 0 leaves it as it is.
 * Weights are those of the density at whole pixels, made to sum to 1; beyond its border the image goes on with its last
 * pixels. Throws a RangeError for an image that is not square.
 */
export function gaussianFilter(image: ArrayLike<number>, sigma: number): Float64Array {
  const side = sideOf(image)
  if (sigma === 0) return Float64Array.from(image)
  const kernel = (distance: number) => Math.exp(-0.5 * (distance / sigma) ** 2)
  return mapLines(
    image,
    lineMap(side, side, (i) => i, kernel, Math.round(reach * sigma)),
  )
}
