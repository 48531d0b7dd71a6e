import { squaredDistance } from './mmd.ts'

type Rows = readonly Float64Array[]

/**
 * The classifier two-sample test by nearest neighbours (Lopez-Paz & Oquab 2017, section 4): how often the nearest neighbour
 * of a sample, that sample left out, is of its own set. About 1/2 where both are of one distribution, 1 where they are
 * apart, and less than 1/2 where one copies the other. x, y [N][D].
 * Throws a RangeError where there are not as many of each: by numbers alone a neighbour would tell them apart.
 */
export function nearestNeighbourAccuracy(x: Rows, y: Rows): number {
  if (x.length < 2 || x.length !== y.length) {
    throw new RangeError(
      `nearestNeighbourAccuracy: expected at least two samples, as many of each, got ${x.length} and ${y.length}`,
    )
  }
  const pooled = [...x, ...y]
  const isOfX = (i: number) => i < x.length
  const right = pooled.filter((_, i) => isOfX(nearest(pooled, i)) === isOfX(i))
  return right.length / pooled.length
}

/** The other row that is nearest to one; the first of those where several are. */
function nearest(rows: Rows, one: number): number {
  let [best, least] = [-1, Number.POSITIVE_INFINITY]
  rows.forEach((row, i) => {
    const distance = i === one ? Number.POSITIVE_INFINITY : squaredDistance(row, rows[one])
    if (distance < least) [best, least] = [i, distance]
  })
  return best
}
