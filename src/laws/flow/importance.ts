import { type Random, seededRandom } from '../../data/random.ts'
import type { Subject } from '../../subjects/subject.ts'
import type { Law, Residual } from '../law.ts'
import { holds, inconclusive } from '../measure.ts'
import { flowTolerances } from '../tolerances.ts'
import { seeds } from './cases.ts'
import { flowLaw } from './flow-law.ts'
import { dimension, logProb, type Row, type Rows, toData } from './maps.ts'
import { changed, likelihood, normalWithoutConstant, normalWithoutHalf } from './mistakes.ts'
import { drawLatents } from './priors.ts'
import { type Chart, charts, spaceOf } from './spaces.ts'

const draws = 2048
const centres = 256
/** A kernel's width beside the samples' own deviation along each axis. */
const bandwidth = 0.5
/** Degrees of freedom of the kernels: tails so heavy that the weights of any density with a mean stay bounded. */
const freedom = 2
/** Beyond so many coordinates too few draws fall where the density is. */
const largest = 8
/** A share of the draws that count; with fewer, a few weights decide, and the standard error is not to be trusted. */
const leastEffective = 0.1

/**
 * E_q[p / q] = 1, with q a mixture of Student's t about 256 of the subject's own samples: 2048 draws, once. Allowed are six
 * standard errors of the mean, which a right flow exceeds less than once in 10^6; what scales the density by
 * twice as much, a fifth or so, is found as surely. For more coordinates than quadrature can do, up to eight.
 */
export const normalisedByImportance: Law = flowLaw<number>({
  name: 'flow/normalised-by-importance',
  nature: 'expectation',
  statement: 'the mean of exp(log_prob(x)) / q(x) over draws x of a wide density q is 1',
  source: 'log_prob is a density; importance sampling (Kahn & Marshall 1953)',
  uses: { to_data: ['x'], log_prob: ['log_prob'] },
  exempts(subject) {
    const dim = dimension(subject)
    return dim > largest ? `importance sampling is for ${largest} coordinates at most, not ${dim}` : undefined
  },
  cases: () => seeds,
  runs: 1,
  async residual(subject, seed) {
    const chart = charts[spaceOf(subject, 'data')]
    const random = seededRandom(seed)
    const { places, outside } = await placesOf(subject, chart, random.split('centres'))
    const strays = judgedStrays(outside)
    if (!holds(strays)) return strays
    const mixture = mixtureAround(places)
    const v = mixture.draw(draws, random.split('draws'))
    const x = v.map((row) => row.map((cell) => Math.fround(chart.to(within(chart, cell)))))
    const logs = await logProb(subject, x)
    const weights = logs.map((log, n) =>
      v[n].every((cell) => within(chart, cell) === cell)
        ? Math.exp(log + slopes(chart, v[n]) - mixture.logDensity(v[n]))
        : 0,
    )
    return judged(weights, seed)
  },
  violators: {
    'the constant log 2 pi is left out': { log_prob: likelihood(normalWithoutConstant, 1) },
    'the 1/2 before z^2 is left out': { log_prob: likelihood(normalWithoutHalf, 1) },
    'log_prob is a fifth of a nat too high': { log_prob: changed('log_prob', (cell) => cell + 0.2) },
    'log_prob is divided by the dimension': { log_prob: changed('log_prob', (cell) => cell / 3) },
  },
})

/** Beyond the chart's limit float32 has no room for a density to have mass in. */
const within = ({ limit }: Chart, v: number): number => Math.min(Math.max(v, -limit), limit)

const slopes = ({ logSlope }: Chart, v: Row): number => v.reduce((sum, cell) => sum + logSlope(cell), 0)

function judged(weights: readonly number[], seed: number): Residual {
  const mean = weights.reduce((sum, w) => sum + w, 0) / weights.length
  const squares = weights.reduce((sum, w) => sum + w * w, 0) / weights.length
  const error = Math.abs(mean - 1)
  const standardError = Math.sqrt((squares - mean * mean) / weights.length)
  if (mean > 0 && !(mean * mean >= leastEffective * squares)) {
    return inconclusive('a few draws carry all the weight: the density is too rough for importance sampling')
  }
  const tolerance = flowTolerances.quadrature + flowTolerances.meanDeviations * standardError
  return { error, tolerance, at: { mean, standardError, seed } }
}

interface Mixture {
  readonly draw: (n: number, random: Random) => Rows
  readonly logDensity: (v: Row) => number
}

/** Where the subject's own samples lie in the chart of its space, and the share of them outside of that space. */
async function placesOf(subject: Subject, chart: Chart, random: Random) {
  const { value } = await toData(subject, drawLatents(subject, dimension(subject), centres, random))
  const places = value.map((row) => row.map(chart.from))
  const outside = places.filter((row) => row.some(Number.isNaN)).length / places.length
  return { places: places.filter((row) => row.every(Number.isFinite)), outside }
}

/** Samples outside of the domain are mass that is missing inside: their share, known to within its standard error. */
function judgedStrays(share: number): Residual {
  const standardError = Math.sqrt((share * (1 - share)) / centres)
  return {
    error: share,
    tolerance: flowTolerances.quadrature + flowTolerances.meanDeviations * standardError,
    at: { outside: share },
    diagnosis: 'to_data gives x outside of the domain that is declared',
  }
}

/** Kernels about samples in the chart of their space, as wide along each axis as the samples are. */
function mixtureAround(places: Rows): Mixture {
  const dim = places[0].length
  const widths = Array.from({ length: dim }, (_, j) => bandwidth * spread(places.map((row) => row[j])))
  return {
    draw(n, source) {
      const chosen = source.integers(n, places.length)
      const offsets = source.normal(n * dim)
      const tails = source.uniform(n)
      return Array.from({ length: n }, (_, i) => {
        // A chi-square with two degrees of freedom is -2 log u.
        const stretch = 1 / Math.sqrt((-2 * Math.log1p(-tails[i])) / freedom)
        return places[chosen[i]].map((place, j) => place + widths[j] * stretch * offsets[i * dim + j])
      })
    },
    logDensity(v) {
      const kernels = places.reduce((sum, place) => {
        const square = place.reduce((all, own, j) => all + ((v[j] - own) / widths[j]) ** 2, 0)
        return sum + (1 + square / freedom) ** (-(freedom + dim) / 2)
      }, 0)
      return Math.log(kernels / places.length) + logConstant(dim) - sumOfLogs(widths)
    },
  }
}

/** Half of the distance between the 16th and the 84th part of a hundred, a normal's standard deviation. */
function spread(column: readonly number[]): number {
  const sorted = column.toSorted((a, b) => a - b)
  const quantile = (q: number) => sorted[Math.floor(q * (sorted.length - 1))]
  return (quantile(0.84) - quantile(0.16)) / 2 || 1
}

/** log of Gamma(1 + D / 2) (2 pi)^(-D/2), what makes a kernel of two degrees of freedom a density. */
function logConstant(dim: number): number {
  let logGamma = dim % 2 === 0 ? 0 : 0.5 * Math.log(Math.PI) // Gamma(1), Gamma(1/2)
  for (let k = dim % 2 === 0 ? 1 : 0.5; k <= dim / 2; k++) logGamma += Math.log(k)
  return logGamma - (dim / 2) * Math.log(2 * Math.PI)
}

const sumOfLogs = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + Math.log(number), 0)
