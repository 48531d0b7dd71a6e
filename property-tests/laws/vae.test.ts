import { describe, expect, test } from 'vitest'
import { runLaw } from '../../src/laws/run.ts'
import { vaeLaws } from '../../src/laws/vae.ts'
import { allPass, seeds, type ToyChoices, toyVae, verdicts } from './vae-subjects.ts'

const kinds: readonly ToyChoices[] = [
  { likelihood: 'gaussian' },
  { likelihood: 'gaussian', hasSpread: true },
  { likelihood: 'bernoulli_logits' },
  { likelihood: 'bernoulli' },
]

describe.each(kinds)('a right VAE, %o', (choices) => {
  test.each(seeds)('obeys every law (seed %d)', async (seed) => {
    expect(await verdicts(toyVae({ ...choices, seed }), seed)).toEqual(allPass)
    expect(await verdicts(toyVae({ ...choices, seed, precision: 'float32' }), seed)).toEqual(allPass)
  })
})

describe.each(vaeLaws)('$name', (law) => {
  test('has at least two violators', () => {
    expect(law.violators.length).toBeGreaterThanOrEqual(2)
  })

  test.each(law.violators)('rejects: $name', async ({ make }) => {
    for (const seed of seeds) {
      const wrong = make(toyVae({ seed }))
      expect(await runLaw(law, wrong, { seed, shrinkTime: 0 })).toMatchObject({
        verdict: 'fail',
        law: law.name,
      })
    }
  })
})
