import { squaredDistance } from './mmd.ts'

type Rows = readonly Float64Array[]

/**
 * The squared energy distance (Szekely & Rizzo 2013, eq. 2.5), unbiased: 2 E|x - y| - E|x - x'| - E|y - y'|, which is
 * about 0 where both are drawn from one distribution, and needs no bandwidth. x [M][D], y [N][D].
 * Throws a RangeError for fewer than two samples of either.
 */
export function squaredEnergyDistance(x: Rows, y: Rows): number {
  if (x.length < 2 || y.length < 2) {
    throw new RangeError(
      `squaredEnergyDistance: expected at least two samples of each, got ${x.length} and ${y.length}`,
    )
  }
  const between = totalDistance(x, y) / (x.length * y.length)
  const within = (rows: Rows) => totalDistance(rows, rows) / (rows.length * (rows.length - 1))
  return 2 * between - within(x) - within(y)
}

function totalDistance(x: Rows, y: Rows): number {
  let total = 0
  for (const a of x) for (const b of y) total += Math.sqrt(squaredDistance(a, b))
  return total
}
