import { describe, expect, test } from 'vitest'
import { runLaw } from '../../src/laws/run.ts'
import { altered } from '../../src/laws/violators.ts'
import { atReal, weighingFake } from '../../src/laws/wgan/violators.ts'
import { wganLaws } from '../../src/laws/wgan.ts'
import { rightWgans } from '../catalogue/wgan.ts'
import { diagnosisOf, passingOf, seeds, verdictsOf } from './law-verdicts.ts'
import { toyWgan } from './wgan-subjects.ts'

const passing = (...exempt: readonly string[]) => passingOf(wganLaws, ...exempt)

describe.each(rightWgans)('a right Wasserstein GAN, %o', (choices, exempt) => {
  const expected = passing(...exempt)
  test.each(seeds)('obeys every law that applies (seed %d)', async (seed) => {
    for (const precision of ['float64', 'float32'] as const) {
      const right = toyWgan({ ...choices, seed, precision })
      const precise = toyWgan({ ...choices, seed })
      expect(await verdictsOf(wganLaws, right, seed)).toEqual(expected)
      expect(await verdictsOf(wganLaws, { ...right, precise }, seed)).toEqual(expected)
    }
  })
})

describe.each(wganLaws)('$name', (law) => {
  test('has at least three violators', () => {
    expect(law.violators.length).toBeGreaterThanOrEqual(3)
  })

  test.each(law.violators)('rejects: $name', async ({ make }) => {
    for (const seed of seeds) {
      for (const precision of ['float64', 'float32'] as const) {
        const verdict = await runLaw(law, make(toyWgan({ seed, precision })), { seed, shrinkTime: 0 })
        expect(verdict).toMatchObject({ verdict: 'fail', law: law.name })
      }
    }
  })
})

describe('known mistakes are named', () => {
  test.each([
    ['alpha weighs the generated samples', weighingFake],
    ['at the real samples', atReal],
  ])('a penalty: %s', async (name, wrong) => {
    const subject = altered(toyWgan(), { gradient_penalty: wrong })
    expect(await diagnosisOf(wganLaws, 'gradient-penalty', subject)).toContain(name)
  })

  test('a lambda that is left out', async () => {
    const subject = toyWgan()
    const wrong = { ...subject, conventions: { ...subject.conventions, lambda: 4 } }
    expect(await diagnosisOf(wganLaws, 'gradient-penalty', wrong)).toContain('lambda is left out')
  })

  test('the other sign than the declared one', async () => {
    const subject = toyWgan()
    const wrong = { ...subject, conventions: { ...subject.conventions, critic_sign: 'real_low' } }
    for (const law of ['critic-loss', 'generator-loss'])
      expect(await diagnosisOf(wganLaws, law, wrong)).toContain('the opposite sign')
  })
})

describe('a subject that gives a part of the functions', () => {
  test.each(Object.keys(toyWgan().functions))('obeys what applies: %s', async (name) => {
    const subject = toyWgan()
    const found = await verdictsOf(wganLaws, { ...subject, functions: { [name]: subject.functions[name] } })
    expect([...new Set(Object.values(found))].sort()).toEqual(['not applicable', 'pass'])
  })
})
