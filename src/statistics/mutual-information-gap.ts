/** Coordinates of samples: each [N]. */
export type Columns = readonly ArrayLike<number>[]

/** Chen et al. 2018 and those who compare by it take 20. */
const usualBins = 20

/**
 * The mutual information gap (Chen et al. 2018, eq. 6): for every factor, how much more the code's coordinate that tells
 * most of it tells than the next, I(z; v) in units of the factor's entropy; the mean over factors. 1 where every factor
 * has a coordinate of its own that determines it, 0 where none stands out. Coordinates and factors are binned into
 * quantiles, so that no monotone map of either changes it; for few samples an information is too large by about
 * (bins - 1)^2 / 2N nats (Miller 1955), which the difference does not feel where both are.
 *
 * Throws a RangeError for fewer than two coordinates, no factor, or columns of different lengths.
 */
export function mutualInformationGap(codes: Columns, factors: Columns, bins = usualBins): number {
  const gaps = informationShares(codes, factors, bins).map((shares) => {
    const [most, next] = shares.toSorted((a, b) => b - a)
    return most - next
  })
  return gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
}

/** I(z_j; v_k) / H(v_k) of every factor, as [factors][coordinates]. Throws as `mutualInformationGap` does. */
export function informationShares(codes: Columns, factors: Columns, bins = usualBins): number[][] {
  const n = factors[0]?.length ?? 0
  if (codes.length < 2 || n === 0 || [...codes, ...factors].some(({ length }) => length !== n)) {
    throw new RangeError(
      `mutual information gap: expected two coordinates or more and a factor, all of one length, got ${codes.length} and ${factors.length}, of lengths ${[...codes, ...factors].map(({ length }) => length)}`,
    )
  }
  const binned = codes.map((code) => quantiles(code, bins))
  return factors.map((factor) => {
    const own = quantiles(factor, bins)
    return binned.map((code) => mutualInformation(code, own, bins) / entropy(own))
  })
}

/** The bin of every number: those below it, as a share of all, in `bins` steps. Equal numbers share a bin. */
function quantiles(column: ArrayLike<number>, bins: number): Uint32Array {
  const sorted = Float64Array.from(column).sort()
  const ranks = new Map<number, number>()
  sorted.forEach((one, rank) => {
    if (!ranks.has(one)) ranks.set(one, rank)
  })
  return Uint32Array.from(column, (one) => Math.floor((bins * (ranks.get(one) as number)) / sorted.length))
}

/** I(a; b) = H(a) + H(b) - H(a, b), in nats. */
const mutualInformation = (a: Uint32Array, b: Uint32Array, bins: number): number =>
  entropy(a) + entropy(b) - entropy(a.map((bin, i) => bin * bins + b[i]))

/** In nats, of the shares that symbols have. */
function entropy(symbols: Uint32Array): number {
  const counts = new Map<number, number>()
  for (const symbol of symbols) counts.set(symbol, (counts.get(symbol) ?? 0) + 1)
  const shares = [...counts.values()].map((count) => count / symbols.length)
  return shares.reduce((sum, share) => sum - share * Math.log(share), 0)
}
