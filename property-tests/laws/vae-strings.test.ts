import { describe, expect, test } from 'vitest'
import { runLaw } from '../../src/laws/run.ts'
import { decoderIsCausal } from '../../src/laws/vae/causal.ts'
import { reconstructionIsLogLikelihood } from '../../src/laws/vae/elbo.ts'
import { iwaeFormula } from '../../src/laws/vae/iwae.ts'
import { vaeLaws } from '../../src/laws/vae.ts'
import { altered, combineCells, sumRows } from '../../src/laws/violators.ts'
import { describeEngines } from '../support/engines.ts'
import { stringVae } from './vae-strings.ts'
import { unstatedLaws, verdicts } from './vae-subjects.ts'

/** Laws that ask p(x | z) of a z alone, and one about training on data. */
const lacking = [
  'elbo-below-evidence',
  'iwae-below-evidence',
  'score-gradient',
  'ppca-optimum',
  ...unstatedLaws,
]
const names = vaeLaws.map(({ name }) => name.replace('vae/', ''))
const allPass = Object.fromEntries(
  names.map((name) => [name, lacking.includes(name) ? 'not applicable' : 'pass']),
)

describe('a VAE of strings obeys every law', () => {
  describeEngines((engine) => {
    test('from weights in general position', async () => {
      const subject = stringVae(1, engine())
      expect(await verdicts(subject)).toEqual(allPass)
      await subject.dispose()
    })
  })
})

describe.each([reconstructionIsLogLikelihood, decoderIsCausal, iwaeFormula])('of strings, $name', (law) => {
  test.each(law.violators)('rejects: $name', async ({ make }) => {
    expect(await runLaw(law, make(stringVae(3)), { seed: 3, shrinkTime: 0 })).toMatchObject({
      verdict: 'fail',
    })
  })
})

test('a likelihood that is not normalised is named', async () => {
  const wrong = altered(stringVae(3), {
    elbo: async (parts, { x, eps }, right) => {
      const { mean, spread } = await right.call('encode', { x })
      const { z } = await right.call('reparameterize', { mean, spread, eps })
      const { logits } = await right.call('decode', { z, x })
      const products = combineCells(x, logits, (cell, logit) => cell * logit)
      return { ...parts, reconstruction: sumRows(products, (cell) => cell) }
    },
  })
  expect(await runLaw(reconstructionIsLogLikelihood, wrong, { seed: 3 })).toMatchObject({
    verdict: 'fail',
    diagnosis: 'the logits are not normalised',
  })
})
