import ndarray from 'ndarray'
import type { Dataset } from './dataset.ts'
import { loadDigits } from './digits.ts'

/**
 * The outline of an image, row by row: each pixel less the least of itself and its four neighbours, beyond the edge of the
 * image none. It is the inner gradient of mathematical morphology: an evenly dark patch is left with its rim.
 */
export function outline(image: ArrayLike<number>, side: number): Float32Array {
  const at = (row: number, column: number) =>
    row < 0 || row >= side || column < 0 || column >= side ? 0 : image[row * side + column]
  return Float32Array.from({ length: side * side }, (_, i) => {
    const [row, column] = [Math.floor(i / side), i % side]
    const around = [at(row - 1, column), at(row + 1, column), at(row, column - 1), at(row, column + 1)]
    return image[i] - Math.min(image[i], ...around)
  })
}

/**
 * Two domains that are not paired: `a`, every other digit of the embedded ones, and `b`, the outlines of the rest. What a
 * translator from a to b should do is known, by `outline`, and no pair shows it.
 */
export function loadOutlines(): Dataset {
  const digits = loadDigits()
  const [count, width] = digits.x.shape as [number, number]
  const side = Math.sqrt(width)
  const row = (n: number) => digits.x.data.subarray(n * width, (n + 1) * width)
  const rows = (first: number, of: (image: Float32Array) => ArrayLike<number>) => {
    const chosen = Array.from({ length: Math.floor((count - first + 1) / 2) }, (_, i) =>
      of(row(first + 2 * i)),
    )
    return ndarray(Float32Array.from(chosen.flatMap((image) => Array.from(image))), [chosen.length, width])
  }
  const a = rows(0, (image) => image)
  return {
    name: 'digits-outlines',
    ...(digits.images ? { images: digits.images } : {}),
    x: a,
    also: { a, b: rows(1, (image) => outline(image, side)) },
  }
}
