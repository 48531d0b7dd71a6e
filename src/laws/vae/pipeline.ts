import { seededRandom } from '../../data/random.ts'
import type { Subject } from '../../subjects/subject.ts'
import { callRows, type RowsOf } from '../calls.ts'
import type { Rows } from '../rows.ts'
import { klOf, logPosterior, scaleOf } from './family.ts'
import { klTerms } from './gaussian.ts'
import { type LogLikelihood, logLikelihoods } from './likelihood.ts'
import { networkRoundoff } from './roundoff.ts'
import { logVariances, notationOf } from './spread.ts'

/** What the parts of the subject make of one sample and one eps, put together here in float64. */
export interface Parts {
  /** The size of what the KL is made of. */
  readonly terms: number
  /** The closed form, or log q(z|x) - log p(z) where the subject estimates it by that. */
  readonly kl: number
  readonly likelihood: LogLikelihood
  /** log w = log p(x|z) + log p(z) - log q(z|x) */
  readonly logWeight: number
}

/** A number told by the parts, and how far rounding on the way may carry it. */
export interface Told extends Parts {
  readonly tolerance: { readonly kl: number; readonly reconstruction: number; readonly logWeight: number }
}

export const isKlEstimated = ({ conventions }: Subject): boolean => conventions.kl_estimate === 'monte_carlo'

/** Moves every number of a row by a small part of its size and of 1; of itself alone where it must stay positive. */
type Jitter = (row: Float64Array, isPositive: boolean) => Float64Array
const still: Jitter = (row) => row

const steps = { float32: 2 ** -8, float64: 2 ** -20 } as const
const probes = 4

/**
 * The parts for every sample. Tolerances are measured: all that goes from function to function is moved by a small
 * relative amount with random signs, in float64 where the subject has a twin, and what that makes of the results,
 * beside their own terms, tells what 256 roundings may.
 */
export async function tell(subject: Subject, x: Rows, eps: Rows): Promise<Told[]> {
  const oracle = subject.precise ?? subject
  const step = steps[oracle.precision]
  const told = await through(subject, x, eps, still)
  const base = subject.precise ? await through(oracle, x, eps, still) : told
  const moved: Parts[][] = []
  for (let probe = 0; probe < probes; probe++) {
    moved.push(await through(oracle, x, eps, jitterOf(probe, step)))
  }
  return told.map((parts, n) => {
    const condition = (of: (parts: Parts) => number) =>
      Math.max(...moved.map((there) => Math.abs(of(there[n]) - of(base[n])))) / step
    const { terms } = parts.likelihood
    const squares = eps[n].reduce((sum, draw) => sum + draw * draw, 0)
    const latent = parts.terms + squares
    return {
      ...parts,
      tolerance: {
        kl: networkRoundoff(subject, condition(({ kl }) => kl) + latent),
        reconstruction: networkRoundoff(subject, condition(({ likelihood }) => likelihood.value) + terms),
        logWeight: networkRoundoff(subject, condition(({ logWeight }) => logWeight) + terms + latent),
      },
    }
  })
}

function jitterOf(probe: number, step: number): Jitter {
  const random = seededRandom(probe)
  return (row, isPositive) => {
    const signs = random.integers(row.length, 2)
    return row.map((cell, i) => cell + step * (2 * signs[i] - 1) * (isPositive ? cell : Math.abs(cell) + 1))
  }
}

async function through(subject: Subject, x: Rows, eps: Rows, jitter: Jitter): Promise<Parts[]> {
  const { isPositive } = notationOf(subject)
  const seen = x.map((row) => jitter(row, true))
  const encoded = await callRows(subject, 'encode', { x: seen })
  const mean = encoded.mean.map((row) => jitter(row, false))
  const spread = encoded.spread.map((row) => jitter(row, isPositive))
  const z = (await latents(subject, mean, spread, eps)).map((row) => jitter(row, false))
  const decoded = await callRows(subject, 'decode', { z, x: seen })
  const likelihoods = logLikelihoods(subject, x, jittered(subject, decoded, jitter))
  return likelihoods.map((likelihood, n) => {
    const logs = logVariances(subject, spread[n], mean[n].length)
    const logPrior = z[n].reduce((sum, cell) => sum - (cell * cell + Math.log(2 * Math.PI)) / 2, 0)
    const logRatio = logPosterior(subject, eps[n], logs) - logPrior
    const terms = klTerms(mean[n], logs)
    const kl = isKlEstimated(subject) ? logRatio : klOf(subject, mean[n], logs)
    return { kl, likelihood, logWeight: likelihood.value - logRatio, terms }
  })
}

function jittered(subject: Subject, decoded: RowsOf, jitter: Jitter): RowsOf {
  const { isPositive } = notationOf(subject)
  const isProbability = subject.conventions.likelihood === 'bernoulli'
  return Object.fromEntries(
    Object.entries(decoded).map(([name, rows]) => {
      const stays = name === 'spread' ? isPositive : isProbability
      const moved = rows.map((row) => jitter(row, stays))
      const cap = isProbability && jitter !== still
      return [name, cap ? moved.map((row) => row.map((p) => Math.min(p, 1 - 2 ** -24))) : moved]
    }),
  )
}

/** z by the subject's own reparameterize, or as it is defined where the subject gives none. */
export async function latents(subject: Subject, mean: Rows, spread: Rows, eps: Rows): Promise<Rows> {
  if (subject.functions.reparameterize) {
    return (await callRows(subject, 'reparameterize', { mean, spread, eps })).z
  }
  return mean.map((row, n) => {
    const logs = logVariances(subject, spread[n], row.length)
    return row.map((m, j) => m + scaleOf(subject, logs[j]) * eps[n][j])
  })
}
