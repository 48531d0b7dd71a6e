import { describe, expect, test } from 'vitest'
import { centredOnBatch } from '../../src/laws/adversarial/batch.ts'
import { leastLossOnTheLine } from '../../src/laws/gan/line.ts'
import { ganLaws } from '../../src/laws/gan.ts'
import { runLaw } from '../../src/laws/run.ts'
import { altered } from '../../src/laws/violators.ts'
import { type ToyGanChoices, toyGan } from './gan-subjects.ts'
import { passingOf, seeds, verdictsOf } from './law-verdicts.ts'

const passing = (...exempt: readonly string[]) => passingOf(ganLaws, 'batch-statistics', ...exempt)
const probability = { score: 'probability' } as const

const right: readonly (readonly [ToyGanChoices, Record<string, string>])[] = [
  [{ loss: 'minimax' }, passing()],
  [{ loss: 'non_saturating' }, passing()],
  [{ loss: 'hinge' }, passing('optimal-on-the-line')],
  [{ loss: 'least_squares' }, passing()],
  [{ loss: 'minimax', half: true }, passing()],
  [{ loss: 'hinge', half: true }, passing('optimal-on-the-line')],
  [{ loss: 'least_squares', half: true }, passing()],
  [{ ...probability, loss: 'minimax' }, passing('losses-are-stable', 'optimal-on-the-line')],
  [
    { ...probability, loss: 'non_saturating', half: true },
    passing('losses-are-stable', 'optimal-on-the-line'),
  ],
  [
    { ...probability, loss: 'hinge' },
    passing('losses-are-stable', 'optimal-discriminator', 'optimal-on-the-line'),
  ],
  [{ ...probability, loss: 'least_squares' }, passing('losses-are-stable', 'optimal-on-the-line')],
  [{ batch: 5 }, passing()],
  [{ batch: 1 }, passing('batch-independent', 'losses-are-means')],
]

/** V* = -log 4 + 2 JSD, by the distance of the means. */
const exactValues = [
  [0, -1.38629],
  [0.5, -1.32567],
  [1, -1.16345],
  [2, -0.71263],
  [5, -0.03441],
] as const

describe.each(right)('a right GAN, %o', (choices, expected) => {
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
  const right = toyGan()
  const learning = altered(
    { ...right, conventions: { ...right.conventions, statistics: 'batch' } },
    { generate: centredOnBatch('x'), discriminate: centredOnBatch('score') },
  )
  expect(await verdictsOf(ganLaws, learning)).toEqual(
    passingOf(ganLaws, 'batch-independent', 'samples-are-told-apart'),
  )
})

test.each(exactValues)('the greatest value for N(0, 1) and N(%d, 1) is %d', (distance, value) => {
  expect(-leastLossOnTheLine('non_saturating', distance)).toBeCloseTo(value, 5)
})
