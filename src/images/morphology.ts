import { sideOf } from './resampling.ts'

/**
 * The outline of a square image, row by row: each pixel less the least of itself and its four neighbours, beyond the edge of the image
 * none. It is the inner gradient of mathematical morphology: an evenly dark patch is left with its rim.
 */
export const outline = (image: ArrayLike<number>): Float32Array =>
  overCrosses(image, (pixel, cross) => pixel - Math.min(...cross))

/** A square image, row by row, with lines a pixel bolder on each side: the greatest of each pixel and its four neighbours, its dilation. */
export const bold = (image: ArrayLike<number>): Float32Array =>
  overCrosses(image, (_, cross) => Math.max(...cross))

/** What each pixel becomes, with its cross: itself and its four neighbours, row by row; beyond the edge all is 0. */
function overCrosses(
  image: ArrayLike<number>,
  becomes: (pixel: number, cross: readonly number[]) => number,
): Float32Array {
  const side = sideOf(image)
  const at = (row: number, column: number) =>
    row < 0 || row >= side || column < 0 || column >= side ? 0 : image[row * side + column]
  return Float32Array.from({ length: side * side }, (_, i) => {
    const [row, column] = [Math.floor(i / side), i % side]
    const around = [at(row - 1, column), at(row + 1, column), at(row, column - 1), at(row, column + 1)]
    return becomes(image[i], [image[i], ...around])
  })
}
