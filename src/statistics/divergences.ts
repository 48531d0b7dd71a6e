/**
 * Two densities of the line by their logarithms, in nats, at evenly spaced places in ascending order, beyond which neither
 * has mass to speak of: [places] each.
 */
export interface DensityPair {
  readonly places: Float64Array
  readonly logP: Float64Array
  readonly logQ: Float64Array
}

/**
 * The integral of a function given at every place, by the trapezium rule; what is smooth and dies away at both ends it
 * integrates to rounding (Trefethen & Weideman 2014). Throws a RangeError for fewer than two places.
 */
export function integral({ places }: DensityPair, at: (i: number) => number): number {
  if (places.length < 2) throw new RangeError(`integral: expected two places or more, got ${places.length}`)
  const last = places.length - 1
  let total = (at(0) + at(last)) / 2
  for (let i = 1; i < last; i++) total += at(i)
  return (total * (places[last] - places[0])) / last
}

/** The mean of a function under p, or under q. */
export const meanUnder = (side: 'p' | 'q', pair: DensityPair, at: (i: number) => number): number => {
  const log = side === 'p' ? pair.logP : pair.logQ
  return integral(pair, (i) => Math.exp(log[i]) * at(i))
}

/** log(1 + e^x) */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

/**
 * What a discriminator with these logits, [places], attains: V = E_p log D + E_q log(1 - D) (Goodfellow et al. 2014,
 * eq. 1), real samples being of density p.
 */
export const discriminatorValue = (pair: DensityPair, logits: ArrayLike<number>): number =>
  -meanUnder('p', pair, (i) => softplus(-logits[i])) - meanUnder('q', pair, (i) => softplus(logits[i]))

/** The logits of the best discriminator, D = p / (p + q): log p - log q (Goodfellow et al. 2014, proposition 1). */
export const optimalLogits = ({ logP, logQ }: DensityPair): Float64Array =>
  logP.map((log, i) => log - logQ[i])

/** The Jensen-Shannon divergence, 1/2 KL(p to m) + 1/2 KL(q to m) with m = (p + q) / 2, in nats: 0 to log 2. */
export function jensenShannon(pair: DensityPair): number {
  const { logP, logQ } = pair
  const logM = (i: number) => logP[i] + softplus(logQ[i] - logP[i]) - Math.LN2
  const ofP = meanUnder('p', pair, (i) => logP[i] - logM(i))
  const ofQ = meanUnder('q', pair, (i) => logQ[i] - logM(i))
  return (ofP + ofQ) / 2
}

/** The distribution functions of p and q at every place. */
export function distributionFunctions({
  places,
  logP,
  logQ,
}: DensityPair): readonly [Float64Array, Float64Array] {
  const step = (places[places.length - 1] - places[0]) / (places.length - 1)
  const summed = (log: Float64Array) => {
    let total = 0
    return log.map((now, i) => {
      if (i > 0) total += (step * (Math.exp(log[i - 1]) + Math.exp(now))) / 2
      return total
    })
  }
  return [summed(logP), summed(logQ)]
}

/** The 1-Wasserstein distance: the area between the distribution functions (Vallender 1974). */
export function wassersteinOfDensities(pair: DensityPair): number {
  const [ofP, ofQ] = distributionFunctions(pair)
  return integral(pair, (i) => Math.abs(ofP[i] - ofQ[i]))
}
