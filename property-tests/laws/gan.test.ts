import { describe, expect, test } from 'vitest'
import { leastLossOnTheLine } from '../../src/laws/gan/line.ts'
import { ganLaws } from '../../src/laws/gan.ts'
import { runLaw } from '../../src/laws/run.ts'
import { learningGan, rightGans } from '../catalogue/gan.ts'
import { toyGan } from './gan-subjects.ts'
import { passingOf, seeds, verdictsOf } from './law-verdicts.ts'

const passing = (...exempt: readonly string[]) => passingOf(ganLaws, 'batch-statistics', ...exempt)
/** V* = -log 4 + 2 JSD, by the distance of the means. */
const exactValues = [
  [0, -1.38629],
  [0.5, -1.32567],
  [1, -1.16345],
  [2, -0.71263],
  [5, -0.03441],
] as const

describe.each(rightGans)('a right GAN, %o', (choices, exempt) => {
  const expected = passing(...exempt)
  test.each(seeds)('obeys every law that applies (seed %d)', async (seed) => {
    expect(await verdictsOf(ganLaws, toyGan({ ...choices, seed }), seed)).toEqual(expected)
    expect(await verdictsOf(ganLaws, toyGan({ ...choices, seed, precision: 'float32' }), seed)).toEqual(
      expected,
    )
  })
})

describe.each(ganLaws)('$name', (law) => {
  test('has at least three violators', () => {
    expect(law.violators.length).toBeGreaterThanOrEqual(3)
  })

  test.each(law.violators)('rejects: $name', async ({ make }) => {
    for (const seed of seeds) {
      for (const precision of ['float64', 'float32'] as const) {
        const verdict = await runLaw(law, make(toyGan({ seed, precision })), { seed, shrinkTime: 0 })
        expect(verdict).toMatchObject({ verdict: 'fail', law: law.name })
      }
    }
  })
})

describe('a subject that gives a part of the functions', () => {
  test.each(['generate', 'discriminate', 'discriminator_loss', 'generator_loss'])(
    'obeys what applies: %s',
    async (name) => {
      const subject = toyGan()
      const found = await verdictsOf(ganLaws, { ...subject, functions: { [name]: subject.functions[name] } })
      expect([...new Set(Object.values(found))].sort()).toEqual(['not applicable', 'pass'])
    },
  )
})

test('a GAN as in training, where that is declared, is no wrong one', async () => {
  expect(await verdictsOf(ganLaws, learningGan())).toEqual(
    passingOf(ganLaws, 'batch-independent', 'samples-are-told-apart'),
  )
})

test.each(exactValues)('the greatest value for N(0, 1) and N(%d, 1) is %d', (distance, value) => {
  expect(-leastLossOnTheLine('non_saturating', distance)).toBeCloseTo(value, 5)
})
