import type { Random } from '../../data/random.ts'
import type { Subject } from '../../subjects/subject.ts'
import type { Rows } from '../rows.ts'

/**
 * A family of posteriors q(z | x): z = mean + scale eps in every latent, eps its standard draw. Whatever the family, a
 * subject's spread tells q's variance.
 */
interface Family {
  /** What draws eps: the name of its stream. */
  readonly noise: 'normal' | 'laplace'
  readonly noiseVariance: number
  /** log density of eps, and its derivative. */
  readonly logNoise: (eps: number) => number
  readonly score: (eps: number) => number
  /** In nats, at variance 1. */
  readonly entropy: number
}

const gaussianEntropy = Math.log(2 * Math.PI * Math.E) / 2

const families: Readonly<Record<string, Family>> = {
  gaussian: {
    noise: 'normal',
    noiseVariance: 1,
    logNoise: (eps) => -(eps * eps + Math.log(2 * Math.PI)) / 2,
    score: (eps) => -eps,
    entropy: gaussianEntropy,
  },
  laplace: {
    noise: 'laplace',
    noiseVariance: 2,
    logNoise: (eps) => -Math.abs(eps) - Math.LN2,
    score: (eps) => -Math.sign(eps),
    entropy: 1 + Math.LN2 / 2,
  },
}

/** The family of the subject's q(z | x). Throws for one that the contract lacks. */
export function familyOf({ conventions }: Subject): Family {
  const name = String(conventions.posterior ?? 'gaussian')
  if (Object.hasOwn(families, name)) return families[name]
  throw new RangeError(`convention posterior: '${name}' is none of ${Object.keys(families).join(', ')}`)
}

/** What multiplies eps in a latent of this log variance. */
export const scaleOf = (subject: Subject, logVariance: number): number =>
  Math.exp(logVariance / 2) / Math.sqrt(familyOf(subject).noiseVariance)

/** Rows of eps, in numbers that float32 holds exactly. */
export const noises = (subject: Subject, random: Random, count: number, width: number): Rows =>
  Array.from({ length: count }, () => random[familyOf(subject).noise](width).map(Math.fround))

/** log q(z | x) at z = mean + scale eps. */
export const logPosterior = (subject: Subject, eps: Float64Array, logs: Float64Array): number =>
  eps.reduce((sum, e, j) => sum + familyOf(subject).logNoise(e) - Math.log(scaleOf(subject, logs[j])), 0)

/** The entropy of q(z | x) in nats. */
export const entropyOf = (subject: Subject, logs: Float64Array): number =>
  logs.reduce((sum, log) => sum + familyOf(subject).entropy + log / 2, 0)

/** The least KL to N(0, I) that a latent can have, at mean 0 and variance 1: what the Gaussian's entropy is greater by. */
export const leastKl = (subject: Subject): number => gaussianEntropy - familyOf(subject).entropy

/**
 * KL(q to N(0, I)) in nats: 1/2 sum(mean^2 + variance - 1 - log variance), where q is Gaussian (Kingma & Welling 2014,
 * appendix B); and by the entropy that it lacks more, where it is another of the same moments.
 */
export const klOf = (subject: Subject, mean: Float64Array, logs: Float64Array): number =>
  mean.reduce((sum, m, j) => sum + (m * m + Math.expm1(logs[j]) - logs[j]) / 2 + leastKl(subject), 0)
