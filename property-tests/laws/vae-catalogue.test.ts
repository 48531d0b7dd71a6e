import { describe, expect, test } from 'vitest'
import { value } from '../../src/engines/value.ts'
import type { Law } from '../../src/laws/law.ts'
import { runLaw } from '../../src/laws/run.ts'
import { klFrom, misfed, pooled, reduced } from '../../src/laws/vae/violators.ts'
import { vaeLaws } from '../../src/laws/vae.ts'
import { type Alteration, altered, mapCells, rowsOf } from '../../src/laws/violators.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { seeds, type ToyChoices, toyVae } from './vae-subjects.ts'

/** A mistake that implementations shipped, where it was reported, and laws of different kinds that must each find it. */
interface Shipped {
  readonly mistake: string
  readonly source: string
  readonly of: ToyChoices
  readonly alterations: Readonly<Record<string, Alteration>>
  readonly laws: readonly string[]
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

const catalogue: readonly Shipped[] = [
  {
    mistake: 'the KL takes a standard deviation for a log variance',
    source: 'deepchem PR#4888',
    of: {},
    alterations: klFrom((m, l) => (m * m + l * l - 1 - Math.log(l * l)) / 2),
    laws: ['kl-closed-form', 'kl-zero-at-prior', 'kl-monte-carlo'],
  },
  {
    mistake: 'the KL takes the log of the standard deviation for that of the variance',
    source: 'FluxML/model-zoo#73',
    of: {},
    alterations: klFrom((m, l) => (m * m + Math.exp(l) - 1 - l / 2) / 2),
    laws: ['kl-closed-form', 'kl-zero-at-prior', 'variance-of-samples'],
  },
  {
    mistake: 'the KL is summed without an axis: one number for the batch',
    source: 'EDAPINENUT/GNTPP#4',
    of: {},
    alterations: { kl: reduced('kl') },
    laws: ['shapes-and-finite'],
  },
  {
    mistake: 'the KL is summed without an axis, and given to every sample',
    source: 'EDAPINENUT/GNTPP#4',
    of: {},
    alterations: { kl: pooled('kl', 'sum'), elbo: pooled('kl', 'sum') },
    laws: ['batch-independent', 'kl-closed-form', 'elbo-kl'],
  },
  {
    mistake: 'eps is scaled by 0.01',
    source: 'keras PR#4211',
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
    mistake: 'the reconstruction is averaged over pixels, the KL summed',
    source: 'keras PR#3383',
    of: bernoulli,
    alterations: { elbo: reconstructed((x, logit) => logLikelihood(x, logit) / 5) },
    laws: ['reconstruction-is-log-likelihood', 'elbo-below-evidence'],
  },
  {
    mistake: 'sigmoid is taken twice',
    source: 'carpedm20/DCGAN-tensorflow#15',
    of: bernoulli,
    alterations: { elbo: reconstructed((x, logit) => logLikelihood(x, sigmoid(logit))) },
    laws: ['reconstruction-is-log-likelihood', 'elbo-below-evidence'],
  },
  {
    mistake: 'the arguments of the cross-entropy are swapped',
    source: 'carpedm20/DCGAN-tensorflow#15',
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
    mistake: 'the prior is evaluated at eps, where q begins, not at z',
    source: 'casperkaae/parmesan PR#21',
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

describe.each(catalogue)('$mistake ($source)', ({ of, alterations, laws }) => {
  test.each(laws)('is found by vae/%s', async (name) => {
    const law = vaeLaws.find((each) => each.name === `vae/${name}`) as Law
    for (const seed of seeds) {
      const wrong = altered(toyVae({ ...of, seed }), alterations)
      expect((await runLaw(law, wrong, { seed, shrinkTime: 0 })).verdict).toBe('fail')
    }
  })
})
