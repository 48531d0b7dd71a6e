import type { Random } from '../data/random.ts'

type Rows = readonly Float64Array[]

/**
 * The 1-Wasserstein distance of two sets of numbers: the area between their distribution functions, which is how far mass
 * travels in the mean where each goes to its own quantile of the other set. Throws a RangeError where either is empty.
 */
export function wasserstein1(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length === 0 || y.length === 0) {
    throw new RangeError(`wasserstein1: expected numbers on both sides, got ${x.length} and ${y.length}`)
  }
  const [a, b] = [Float64Array.from(x).sort(), Float64Array.from(y).sort()]
  // Mass in units of 1 / (|a| |b|), so that the ends of both sets' shares are whole numbers.
  let [i, j, moved, total] = [0, 0, 0, 0]
  while (i < a.length && j < b.length) {
    const [endOfA, endOfB] = [(i + 1) * b.length, (j + 1) * a.length]
    const end = Math.min(endOfA, endOfB)
    total += (end - moved) * Math.abs(a[i] - b[j])
    moved = end
    if (endOfA === end) i++
    if (endOfB === end) j++
  }
  return total / (a.length * b.length)
}

/**
 * The sliced 1-Wasserstein distance (Bonneel et al. 2015): the mean of `wasserstein1` over projections on directions that
 * are uniform on the sphere. x [M][D], y [N][D]. Throws a RangeError where either is empty, or for no direction.
 */
export function slicedWasserstein(x: Rows, y: Rows, random: Random, directions = 100): number {
  if (!Number.isInteger(directions) || directions < 1) {
    throw new RangeError(`slicedWasserstein: expected at least one direction, got ${directions}`)
  }
  const drawn = Array.from({ length: directions }, () => random.normal(x[0]?.length ?? 1))
  return wassersteinAlong(x, y, drawn)
}

/** The mean of `wasserstein1` over projections on directions of any length, [K][D]. x [M][D], y [N][D]. */
export function wassersteinAlong(x: Rows, y: Rows, directions: Rows): number {
  const distances = directions.map((direction) => {
    const length = Math.hypot(...direction)
    const along = (row: Float64Array) => row.reduce((sum, cell, i) => sum + cell * direction[i], 0) / length
    return wasserstein1(x.map(along), y.map(along))
  })
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length
}
