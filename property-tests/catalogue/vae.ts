import { value } from '../../src/engines/value.ts'
import { klFrom, misfed, pooled, reduced } from '../../src/laws/vae/violators.ts'
import { type Alteration, mapCells, rowsOf } from '../../src/laws/violators.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { ppcaSubject } from '../laws/vae-ppca.ts'
import { stringVae } from '../laws/vae-strings.ts'
import { type ToyChoices, toyVae } from '../laws/vae-subjects.ts'
import type { Family } from './specimen.ts'
import { altering, lawFacts, named, type Shipped, shipped, specimen, violatorsOf } from './subjects.ts'

/** A mistake as alterations of a right VAE. */
interface Mistake extends Omit<Shipped, 'make'> {
  readonly of: ToyChoices
  readonly alterations: Readonly<Record<string, Alteration>>
}

const weakNoise = (name: string): Alteration =>
  misfed(name, 'eps', (eps) => mapCells(eps, (draw) => 0.01 * draw))

/** The reconstruction, and the bound with it, made anew from x and the right one's decoded logits. */
const reconstructed =
  (term: (x: number, logit: number) => number): Alteration =>
  async ({ elbo, reconstruction, kl }, { x, eps }, right: Subject) => {
    const { mean, spread } = await right.call('encode', { x })
    const { z } = await right.call('reparameterize', { mean, spread, eps })
    const logits = rowsOf((await right.call('decode', { z })).logits)
    const sums = rowsOf(x).map((row, n) => row.reduce((sum, cell, i) => sum + term(cell, logits[n][i]), 0))
    return {
      elbo: mapCells(elbo, (bound, n) => bound - reconstruction.data[n] + sums[n]),
      reconstruction: value(sums, [sums.length]),
      kl,
    }
  }

const sigmoid = (a: number) => 1 / (1 + Math.exp(-a))
const logLikelihood = (x: number, logit: number) => x * logit - Math.log1p(Math.exp(logit))
const bernoulli: ToyChoices = { latents: 2, likelihood: 'bernoulli_logits' }

/** Mistakes that published implementations of VAEs shipped. */
const mistakes: readonly Mistake[] = [
  {
    bug: 29,
    name: 'the KL takes a standard deviation for a log variance',
    of: {},
    alterations: klFrom((m, l) => (m * m + l * l - 1 - Math.log(l * l)) / 2),
    laws: ['kl-closed-form', 'kl-zero-at-prior', 'kl-monte-carlo'],
  },
  {
    bug: 29,
    name: 'the KL takes the log of the standard deviation for that of the variance',
    of: {},
    alterations: klFrom((m, l) => (m * m + Math.exp(l) - 1 - l / 2) / 2),
    laws: ['kl-closed-form', 'kl-zero-at-prior', 'variance-of-samples'],
  },
  {
    bug: 31,
    name: 'the KL is summed without an axis: one number for the batch',
    of: {},
    alterations: { kl: reduced('kl') },
    laws: ['shapes-and-finite'],
  },
  {
    bug: 31,
    name: 'the KL is summed without an axis, and given to every sample',
    of: {},
    alterations: { kl: pooled('kl', 'sum'), elbo: pooled('kl', 'sum') },
    laws: ['batch-independent', 'kl-closed-form', 'elbo-kl'],
  },
  {
    bug: 33,
    name: 'eps is scaled by 0.01',
    of: { isLinear: true },
    alterations: {
      reparameterize: weakNoise('reparameterize'),
      elbo: weakNoise('elbo'),
      iwae: weakNoise('iwae'),
    },
    laws: [
      'reparameterize',
      'elbo-below-evidence',
      'kl-monte-carlo',
      'variance-of-samples',
      'score-gradient',
    ],
  },
  {
    bug: 35,
    name: 'the reconstruction is averaged over pixels, the KL summed',
    of: bernoulli,
    alterations: { elbo: reconstructed((x, logit) => logLikelihood(x, logit) / 5) },
    laws: ['reconstruction-is-log-likelihood', 'elbo-below-evidence'],
  },
  {
    bug: 37,
    name: 'sigmoid is taken twice',
    of: bernoulli,
    alterations: { elbo: reconstructed((x, logit) => logLikelihood(x, sigmoid(logit))) },
    laws: ['reconstruction-is-log-likelihood', 'elbo-below-evidence'],
  },
  {
    bug: 37,
    name: 'the arguments of the cross-entropy are swapped',
    of: bernoulli,
    alterations: {
      elbo: reconstructed((x, logit) => {
        const clipped = Math.min(Math.max(x, 1e-3), 1 - 1e-3)
        return sigmoid(logit) * Math.log(clipped) + (1 - sigmoid(logit)) * Math.log(1 - clipped)
      }),
    },
    laws: ['reconstruction-is-log-likelihood', 'elbo-below-evidence'],
  },
  {
    bug: 21,
    name: 'the prior is evaluated at eps, where q begins, not at z',
    of: { latents: 2, klEstimate: 'monte_carlo' },
    alterations: {
      elbo: async ({ reconstruction }, { x, eps }, right) => {
        const { spread } = await right.call('encode', { x })
        const kl = rowsOf(spread).map((logs) => logs.reduce((sum, log) => sum - log / 2, 0))
        const elbo = kl.map((ratio, n) => reconstruction.data[n] - ratio)
        return { elbo: value(elbo, [kl.length]), reconstruction, kl: value(kl, [eps.shape[0]]) }
      },
    },
    laws: ['elbo-kl', 'elbo-below-evidence'],
  },
]

export const shippedVaes: readonly Shipped[] = mistakes.map(({ of, alterations, ...mistake }) => ({
  ...mistake,
  make: altering((seed) => toyVae({ ...of, seed }), alterations),
}))

export const spreads = ['log_variance', 'variance', 'std', 'log_std'] as const

/** Choices that are all right where they are declared. */
export const rightVaes: readonly ToyChoices[] = [
  { likelihood: 'gaussian' },
  { likelihood: 'gaussian', hasSpread: true },
  { likelihood: 'bernoulli_logits' },
  { likelihood: 'bernoulli' },
]

/** Those of which log p(x) is known among them. */
export const knownVaes: readonly ToyChoices[] = [
  { isLinear: true },
  { isLinear: true, klEstimate: 'monte_carlo', beta: 3 },
  { isLinear: true, posterior: 'laplace', constants: 'dropped' },
  { latents: 2 },
  { latents: 1, likelihood: 'bernoulli_logits' },
  { latents: 2, likelihood: 'bernoulli_logits', posterior: 'laplace', klEstimate: 'monte_carlo' },
]

const conventions: readonly ToyChoices[] = [
  ...spreads.map((spread) => ({ spread, hasSpread: true })),
  { beta: 4 },
  { constants: 'dropped' },
  { batch: 4 },
]

/** Laws of the bound: where the decoder is linear, log p(x) is known besides. */
const ofTheBound = ['elbo-parts', 'elbo-kl', 'reconstruction-is-log-likelihood', 'elbo-below-evidence']

/** The right subject that a law's violators are made of. */
function rightFor(law: string, seed: number): Subject {
  if (law === 'decoder-is-causal') return stringVae(seed)
  if (law === 'ppca-optimum' || law === 'iwae-below-evidence') return ppcaSubject(seed)
  if (ofTheBound.includes(law)) return toyVae({ seed, isLinear: true })
  return toyVae({ seed })
}

export const vaes: Family = {
  name: 'vae',
  laws: lawFacts('vae'),
  rights: [
    ...[...rightVaes, ...knownVaes, ...conventions].flatMap((choices) =>
      (['float64', 'float32'] as const).map((precision) =>
        specimen(named({ ...choices, precision }), (seed) => toyVae({ ...choices, precision, seed })),
      ),
    ),
    specimen('a VAE of strings', (seed) => stringVae(seed)),
    specimen('a linear VAE at its optimum', (seed) => ppcaSubject(seed)),
  ],
  mutants: [...shippedVaes.map(shipped), ...violatorsOf('vae', rightFor)],
}
