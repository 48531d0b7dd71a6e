import { value } from '../../src/engines/value.ts'
import { klFrom, misfed, pooled, reduced } from '../../src/laws/vae/violators.ts'
import { vaeLaws } from '../../src/laws/vae.ts'
import { type Alteration, mapCells, rowsOf } from '../../src/laws/violators.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { type ToyChoices, toyVae } from '../laws/vae-subjects.ts'
import type { Mutant } from './specimen.ts'
import { altering, heldTo, type Shipped } from './subjects.ts'

const { shipped } = heldTo(vaeLaws)

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

export const shippedVaes: readonly Mutant[] = mistakes.map(({ of, alterations, ...mistake }) =>
  shipped({ ...mistake, make: altering((seed) => toyVae({ ...of, seed }), alterations) }),
)
