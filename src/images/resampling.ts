/** What each pixel of a line of images' pixels becomes: weights of the old ones, a row for each new one. */
export type LineMap = readonly Float64Array[]

/**
 * The map of a line of pixels: new pixel i, whose centre lies at `centre(i)` in the old pixels' own count, is a mean of
 * the old ones with the kernel's weights at their distances, which are made to sum to 1. Beyond its ends, the line goes
 * on with its last pixel.
 */
export function lineMap(
  from: number,
  to: number,
  centre: (i: number) => number,
  kernel: (distance: number) => number,
  radius: number,
): LineMap {
  return Array.from({ length: to }, (_, i) => {
    const weights = new Float64Array(from)
    const middle = centre(i)
    let total = 0
    for (let j = Math.ceil(middle - radius); j <= middle + radius; j++) {
      const weight = kernel(middle - j)
      weights[Math.min(from - 1, Math.max(0, j))] += weight
      total += weight
    }
    return weights.map((weight) => weight / total)
  })
}

/** A square image, row by row, with its columns and its rows mapped: M x M^T, in float64. */
export function mapLines(image: ArrayLike<number>, map: LineMap): Float64Array {
  const [from, to] = [map[0].length, map.length]
  const tall = new Float64Array(to * from)
  const mapped = new Float64Array(to * to)
  for (let i = 0; i < to; i++)
    for (let j = 0; j < from; j++)
      for (let k = 0; k < from; k++) tall[i * from + j] += map[i][k] * image[k * from + j]
  for (let i = 0; i < to; i++)
    for (let j = 0; j < to; j++)
      for (let k = 0; k < from; k++) mapped[i * to + j] += map[j][k] * tall[i * from + k]
  return mapped
}

/** The side of a square image. Throws a RangeError where it is not square. */
export function sideOf({ length }: ArrayLike<number>): number {
  const side = Math.sqrt(length)
  if (Number.isInteger(side) && side > 0) return side
  throw new RangeError(`expected a square image, got ${length} pixels`)
}
