import { describe, expect, test } from 'vitest'
import { value } from '../../src/engines/value.ts'
import { runLaw } from '../../src/laws/run.ts'
import { ppcaOptimum } from '../../src/laws/vae/ppca.ts'
import { altered, mapCells } from '../../src/laws/violators.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { ppcaSubject } from './vae-ppca.ts'
import { allPass, seeds, verdicts } from './vae-subjects.ts'

const told = (subject: Subject) => runLaw(ppcaOptimum, subject, { seed: 1, shrinkTime: 0 })

describe('a linear VAE at the optimum of probabilistic PCA', () => {
  test.each(seeds)('obeys every law (seed %d)', async (seed) => {
    expect(await verdicts(ppcaSubject(seed), seed)).toEqual({
      ...allPass({ isLinear: true }),
      'ppca-optimum': 'pass',
    })
  })

  test.each([0, 0.8, 3])('is at the maximum, its sigma %d', async (sigma) => {
    const { verdict, error } = await told(ppcaSubject(2, { sigma }))
    expect(verdict).toBe('pass')
    expect(error).toBeLessThan(1e-10)
  })

  test('holds as many components as it has latents', async () => {
    const wider = ppcaSubject(3, { latent: 3 })
    expect((await told(wider)).verdict).toBe('pass')
    const dead = altered(wider, {
      decode: async (_, { z }, right) =>
        right.call('decode', { z: mapCells(z, (cell, at) => (at % 3 === 2 ? 0 : cell)) }),
    })
    expect((await told(dead)).verdict).toBe('fail')
  })
})

test('does not apply without data, nor to pixels of variances of their own', async () => {
  const { data: _, ...subject } = ppcaSubject(4)
  expect((await told(subject)).verdict).toBe('not applicable')
  const uneven = altered(ppcaSubject(4), {
    decode: (outputs) => ({ ...outputs, spread: mapCells(outputs.spread, (cell, at) => cell + (at % 5)) }),
  })
  expect((await told({ ...uneven, data: value([1, 2, 3, 4, 5], [1, 5]) })).verdict).toBe('not applicable')
})
