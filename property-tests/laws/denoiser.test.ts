import { describe, expect, test } from 'vitest'
import { noisyTarget } from '../../src/laws/denoiser/violators.ts'
import { denoiserLaws } from '../../src/laws/denoiser.ts'
import { runLaw } from '../../src/laws/run.ts'
import { altered, mapCells } from '../../src/laws/violators.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { rightDenoisers } from '../catalogue/denoiser.ts'
import { failures, passing, seeds, toyDenoiser, verdicts } from './denoiser-subjects.ts'

describe.each(rightDenoisers)('a right denoiser, %o', (choices, exempt) => {
  const expected = passing(...exempt)
  test.each(seeds)('obeys every law that applies (seed %d)', async (seed) => {
    expect(await verdicts(toyDenoiser({ ...choices, seed }), seed)).toEqual(expected)
    expect(await verdicts(toyDenoiser({ ...choices, seed, precision: 'float32' }), seed)).toEqual(expected)
  })
})

describe.each(denoiserLaws)('$name', (law) => {
  const corruption = law.name.includes('masking') ? 'masking' : 'gaussian'

  test('has at least two violators', () => {
    expect(law.violators.length).toBeGreaterThanOrEqual(2)
  })

  test.each(law.violators)('rejects: $name', async ({ make }) => {
    for (const seed of seeds) {
      const wrong = make(toyDenoiser({ corruption, seed }))
      expect(await runLaw(law, wrong, { seed, shrinkTime: 0 })).toMatchObject({
        verdict: 'fail',
        law: law.name,
      })
    }
  })
})

const told = (name: string, subject: Subject) => {
  const law = denoiserLaws.find((each) => each.name === `denoiser/${name}`)
  if (!law) throw new Error(`no law ${name}`)
  return runLaw(law, subject, { seed: 1, shrinkTime: 0 })
}

describe.each(['gaussian', 'masking'] as const)('a target that is the noisy input, %s', (corruption) => {
  const wrong = altered(toyDenoiser({ corruption }), { loss: noisyTarget })

  test('breaks three laws of different kinds, and no other', async () => {
    expect(await failures(wrong)).toEqual([
      'target-is-clean',
      'perfect-has-no-loss',
      'loss-is-quadratic-in-clean',
    ])
  })

  test.each(['target-is-clean', 'perfect-has-no-loss', 'loss-is-quadratic-in-clean'])(
    'is named by %s',
    async (law) => {
      expect((await told(law, wrong)).diagnosis).toContain('the target is the noisy input')
    },
  )
})

describe('known mistakes are named', () => {
  test('another reduction than the declared one', async () => {
    const subject = toyDenoiser({ reduction: 'mean' })
    const wrong = { ...subject, conventions: { ...subject.conventions, loss_reduction: 'sum' } }
    expect(await failures(wrong)).toEqual(['target-is-clean', 'loss-is-quadratic-in-clean'])
    expect((await told('target-is-clean', wrong)).diagnosis).toContain('reduced as "mean", not as "sum"')
  })

  test('clipping under the name of Gaussian noise', async () => {
    const clipped = toyDenoiser({ corruption: 'clipped' })
    const wrong = { ...clipped, conventions: { noise: 'normal', corruption: 'gaussian', sigma: 0.4 } }
    expect((await told('gaussian-corruption', wrong)).diagnosis).toContain('clipped to [0, 1]')
  })

  test('a variance in place of sigma', async () => {
    const subject = toyDenoiser()
    const wrong = { ...subject, conventions: { ...subject.conventions, sigma: 0.4 ** 2 } }
    expect((await told('gaussian-corruption', wrong)).diagnosis).toContain('sigma is taken for a variance')
  })

  test.each([
    ['divided by 1 - masked', 0.4, (cell: number) => cell / 0.6],
    ['the share that is kept', 0.6, (cell: number) => cell],
  ])('a mask: %s', async (name, masked, change) => {
    const subject = altered(toyDenoiser({ corruption: 'masking' }), {
      corrupt: ({ y }) => ({ y: mapCells(y, change) }),
    })
    const wrong = { ...subject, conventions: { ...subject.conventions, masked } }
    expect((await told('masking-corruption', wrong)).diagnosis).toContain(name)
  })

  test('a corruption that is declared random and takes no noise', async () => {
    const subject = toyDenoiser({ corruption: 'halving' })
    const wrong = { ...subject, conventions: { ...subject.conventions, corruption: 'gaussian' } }
    expect(await failures(wrong)).toEqual(['noise-is-an-input'])
  })
})

describe('a subject that gives a part of the functions', () => {
  test.each(['denoise', 'corrupt', 'loss'])('obeys what applies: %s', async (name) => {
    const subject = toyDenoiser()
    const found = await verdicts({ ...subject, functions: { [name]: subject.functions[name] } })
    expect([...new Set(Object.values(found))].sort()).toEqual(['not applicable', 'pass'])
  })
})
