import type { Random } from '../data/random.ts'

type Rows = readonly Float64Array[]

/**
 * The squared maximum mean discrepancy of two sets of samples, unbiased, with the Gaussian kernel k(a, b) = exp(-|a - b|^2 /
 * 2 h^2) (Gretton et al. 2012, eq. 3): about 0 where both are drawn from one distribution, and it may be below.
 * x [M][D], y [N][D]. Throws a RangeError for fewer than two samples of either.
 */
export function squaredMmd(x: Rows, y: Rows, bandwidth = medianDistance([...x, ...y])): number {
  checkCounts(x, y)
  const kernel = kernelMatrix([...x, ...y], bandwidth)
  const order = Uint32Array.from({ length: x.length + y.length }, (_, i) => i)
  return discrepancy(kernel, order, x.length)
}

/**
 * How often samples that were shared out between both sets at random differ at least as much as they do: the p-value of
 * the test that both are of one distribution (Gretton et al. 2012, section 6), with the sets themselves counted in.
 */
export function mmdTest(
  x: Rows,
  y: Rows,
  random: Random,
  { permutations = 200, bandwidth = medianDistance([...x, ...y]) } = {},
): { readonly squared: number; readonly pValue: number } {
  checkCounts(x, y)
  const kernel = kernelMatrix([...x, ...y], bandwidth)
  const n = x.length + y.length
  const squared = discrepancy(
    kernel,
    Uint32Array.from({ length: n }, (_, i) => i),
    x.length,
  )
  let asFar = 1
  for (let i = 0; i < permutations; i++) {
    if (discrepancy(kernel, random.permutation(n), x.length) >= squared) asFar++
  }
  return { squared, pValue: asFar / (permutations + 1) }
}

function checkCounts(x: Rows, y: Rows): void {
  if (x.length >= 2 && y.length >= 2) return
  throw new RangeError(`expected at least two samples of each, got ${x.length} and ${y.length}; draw more`)
}

/** The median distance between samples: the customary bandwidth (Gretton et al. 2012, section 8). At most 500 of them count. */
export function medianDistance(rows: Rows): number {
  const some = rows.length > 500 ? rows.filter((_, i) => i % Math.ceil(rows.length / 500) === 0) : rows
  const distances = some.flatMap((a, i) => some.slice(i + 1).map((b) => Math.sqrt(squaredDistance(a, b))))
  const sorted = Float64Array.from(distances).sort()
  return sorted[Math.floor(sorted.length / 2)] || 1
}

export const squaredDistance = (a: Float64Array, b: Float64Array): number => {
  let total = 0
  for (let i = 0; i < a.length; i++) total += (a[i] - b[i]) ** 2
  return total
}

function kernelMatrix(rows: Rows, bandwidth: number): readonly Float64Array[] {
  const scale = -1 / (2 * bandwidth ** 2)
  return rows.map((a) => Float64Array.from(rows, (b) => Math.exp(scale * squaredDistance(a, b))))
}

/** The statistic where the first `count` of an order are one set and the rest the other. */
function discrepancy(kernel: readonly Float64Array[], order: Uint32Array, count: number): number {
  let [within, other, between] = [0, 0, 0]
  const n = order.length
  for (let i = 0; i < n; i++) {
    const row = kernel[order[i]]
    for (let j = i + 1; j < n; j++) {
      const k = row[order[j]]
      if (j < count) within += k
      else if (i >= count) other += k
      else between += k
    }
  }
  const rest = n - count
  return (
    (2 * within) / (count * (count - 1)) + (2 * other) / (rest * (rest - 1)) - (2 * between) / (count * rest)
  )
}
