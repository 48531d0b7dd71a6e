import { sideOf } from './resampling.ts'

/** A square image, row by row, turned by 90 degrees clockwise. Throws a RangeError where it is not square. */
export function quarterTurn(image: ArrayLike<number>): Float32Array {
  const side = sideOf(image)
  return Float32Array.from({ length: side * side }, (_, i) => {
    const [row, column] = [Math.floor(i / side), i % side]
    return image[(side - 1 - column) * side + row]
  })
}
