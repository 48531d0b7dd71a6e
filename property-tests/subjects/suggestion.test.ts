import { describe, expect, test } from 'vitest'
import { float64Engine } from '../../src/engines/float64.ts'
import { altered, mapCells } from '../../src/laws/violators.ts'
import { modelNamed } from '../../src/models/index.ts'
import type { Conventions } from '../../src/models/model.ts'
import { checkSubject, withSuggestion } from '../../src/subjects/check.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { declaring } from '../../src/subjects/suggestion.ts'
import { genericWeights } from '../support/weights.ts'

const rightSubject = (name: string, sizes: Readonly<Record<string, number>> = {}): Subject => {
  const model = modelNamed(name, sizes)
  return graphSubject(model, genericWeights(model, 1), float64Engine())
}

/** What the failures of these laws say. */
async function hints(subject: Subject, laws: readonly string[]): Promise<(string | undefined)[]> {
  const options = { seed: 1, runs: 2, laws: laws.map((law) => `${subject.kind}/${law}`) }
  const report = await withSuggestion(subject, await checkSubject(subject, options), {
    ...options,
    searchTime: 60_000,
  })
  const failures = report.verdicts.filter(({ verdict }) => verdict === 'fail')
  expect(failures.length).toBeGreaterThan(0)
  return failures.map(({ diagnosis }) => diagnosis)
}

const small = { dim: 4, latent: 2, width: 4 }

describe('a right subject of which something else is declared fails, and is told what to declare', () => {
  test.each<[string, Readonly<Record<string, number>>, Conventions, string[], string]>([
    [
      'linear-autoencoder',
      { dim: 4, latent: 2 },
      { loss_reduction: 'mean' },
      ['loss-is-reconstruction-error'],
      'loss_reduction is feature_sum_batch_mean',
    ],
    [
      'denoising-autoencoder',
      { dim: 4, width: 4 },
      { loss_reduction: 'sum' },
      ['loss-is-quadratic-in-clean'],
      'loss_reduction is feature_sum_batch_mean',
    ],
    [
      'gaussian-vae',
      small,
      { spread: 'log_std' },
      ['kl-closed-form', 'reparameterize', 'elbo-kl'],
      'spread is log_variance',
    ],
    [
      'gaussian-vae',
      small,
      { constants: 'dropped' },
      ['reconstruction-is-log-likelihood'],
      'constants is kept',
    ],
    [
      'gaussian-vae',
      small,
      { constants: 'dropped', spread: 'log_std' },
      ['kl-closed-form', 'reconstruction-is-log-likelihood'],
      'spread is log_variance and constants is kept',
    ],
    [
      'laplace-vae',
      small,
      { posterior: 'gaussian' },
      ['reparameterize', 'kl-monte-carlo'],
      'posterior is laplace',
    ],
    [
      'gan',
      {},
      { loss: 'least_squares' },
      ['discriminator-loss', 'generator-loss'],
      'loss is non_saturating',
    ],
    [
      'wgan-gp',
      {},
      { critic_sign: 'real_low' },
      ['critic-loss', 'generator-loss'],
      'critic_sign is real_high',
    ],
    ['wgan-gp', {}, { lambda: 7 }, ['gradient-penalty'], 'lambda is'],
    ['cyclegan', {}, { norm: 'l2' }, ['identity-loss'], 'norm is l1'],
    [
      'realnvp',
      { dim: 3, couplings: 2, width: 4 },
      { log_det: 'of_to_data' },
      ['log-dets-cancel', 'log-prob'],
      'log_det is of_each_map',
    ],
    [
      'realnvp',
      { dim: 3, couplings: 2, width: 4 },
      { prior: 'logistic' },
      ['log-prob'],
      'prior is standard_normal',
    ],
  ])('%s %j %j', async (name, sizes, declared, laws, words) => {
    const subject = rightSubject(name, sizes)
    for (const hint of await hints(declaring(subject, declared), laws)) {
      expect(hint).toContain(`right if ${words}`)
      expect(hint).toContain('declare it')
    }
    await subject.dispose()
  })
})

describe('a wrong subject', () => {
  test('is right under no convention', async () => {
    const right = rightSubject('realnvp', { dim: 3, couplings: 2, width: 4 })
    const wrong = altered(right, {
      to_latent: ({ z, log_det }) => ({ z, log_det: mapCells(log_det, (cell) => cell / 2) }),
    })
    for (const hint of await hints(wrong, ['log-dets-cancel'])) {
      expect(hint ?? '').not.toContain('right if')
    }
    await right.dispose()
  })
})
