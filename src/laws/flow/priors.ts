import type { Random } from '../../data/random.ts'
import type { Subject } from '../../subjects/subject.ts'
import type { Row, Rows } from './maps.ts'

/** A density of independent coordinates in latent space. */
export interface Prior {
  /** log p(z), in nats, of one coordinate. */
  readonly logDensity: (z: number) => number
  /** `n` draws of one coordinate. */
  readonly draw: (n: number, random: Random) => Float64Array
}

export const priors: Readonly<Record<string, Prior>> = {
  standard_normal: {
    logDensity: (z) => -0.5 * (z * z + Math.log(2 * Math.PI)),
    draw: (n, random) => random.normal(n),
  },
  uniform: {
    logDensity: (z) => (z >= 0 && z <= 1 ? 0 : Number.NEGATIVE_INFINITY),
    draw: (n, random) => random.uniform(n).map((u) => (u * (2 ** 24 - 1) + 0.5) / 2 ** 24), // never 0, nor 1
  },
  logistic: {
    logDensity: (z) => -Math.abs(z) - 2 * Math.log1p(Math.exp(-Math.abs(z))),
    draw: (n, random) => random.uniform(n).map((u) => Math.log((u + 2 ** -54) / (1 - u))),
  },
}

export function priorOf({ conventions }: Subject): Prior {
  const name = String(conventions.prior ?? 'standard_normal')
  if (Object.hasOwn(priors, name)) return priors[name]
  throw new RangeError(`convention prior: expected ${Object.keys(priors).join(', ')}, got ${name}`)
}

/** log p(z) of one sample: the sum over its coordinates. */
export const logPrior = (prior: Prior, z: Row): number =>
  z.reduce((total, coordinate) => total + prior.logDensity(coordinate), 0)

/** `n` draws of the latent, as float32 has them. */
export function drawLatents(subject: Subject, dim: number, n: number, random: Random): Rows {
  const all = priorOf(subject).draw(n * dim, random)
  return Array.from({ length: n }, (_, i) => Array.from(all.subarray(i * dim, (i + 1) * dim), Math.fround))
}
