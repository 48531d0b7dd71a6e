import { describe, expect, test } from 'vitest'
import { runLaw } from '../../src/laws/run.ts'
import { decoderIsCausal } from '../../src/laws/vae/causal.ts'
import { vaeLaws } from '../../src/laws/vae.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { ppcaSubject } from './vae-ppca.ts'
import { stringVae } from './vae-strings.ts'
import { allPass, knownVaes, rightVaes, seeds, toyVae, unstatedVae, verdicts } from './vae-subjects.ts'

describe.each(rightVaes)('a right VAE, %o', (choices) => {
  test.each(seeds)('obeys every law (seed %d)', async (seed) => {
    expect(await verdicts(toyVae({ ...choices, seed }), seed)).toEqual(allPass(choices))
    const single = toyVae({ ...choices, seed, precision: 'float32' })
    expect(await verdicts(single, seed)).toEqual(allPass(choices))
  })
})

test.each(knownVaes)('%o obeys every law, those of log p(x) among them', async (choices) => {
  for (const precision of ['float64', 'float32'] as const) {
    expect(await verdicts(toyVae({ ...choices, precision }))).toEqual(allPass(choices))
  }
})

describe.each(vaeLaws)('$name', (law) => {
  test('has at least two violators', () => {
    expect(law.violators.length).toBeGreaterThanOrEqual(2)
  })

  test.each(law.violators)('rejects: $name', async ({ make }) => {
    for (const seed of seeds) {
      for (const right of rightsFor(law.name, seed)) {
        expect(await runLaw(law, make(right), { seed, shrinkTime: 0 })).toMatchObject({
          verdict: 'fail',
          law: law.name,
        })
      }
    }
  })
})

/** Right subjects that a law applies to. */
function rightsFor(law: string, seed: number): Subject[] {
  if (law === decoderIsCausal.name) return [stringVae(seed)]
  if (law === 'vae/reconstruction-of-one-sigma' || law === 'vae/iwae-of-elbo') return [unstatedVae({ seed })]
  if (law === 'vae/ppca-optimum' || law === 'vae/iwae-below-evidence') return [ppcaSubject(seed)]
  if (law !== 'vae/elbo-below-evidence') return [toyVae({ seed })]
  return [toyVae({ seed, isLinear: true }), toyVae({ seed, latents: 1, likelihood: 'bernoulli_logits' })]
}
