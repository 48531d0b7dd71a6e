import { describe, expect, test } from 'vitest'
import { value } from '../../src/engines/value.ts'
import { runLaw } from '../../src/laws/run.ts'
import { cycleFrom, identityFrom } from '../../src/laws/translator/violators.ts'
import { translatorLaws } from '../../src/laws/translator.ts'
import { altered, combineCells, mapCells } from '../../src/laws/violators.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { rightTranslators } from '../catalogue/translator.ts'
import { diagnosisOf, failuresOf, passingOf, seeds, verdictsOf } from './law-verdicts.ts'
import { average, numbersOf } from './toy-networks.ts'
import { toyTranslator } from './translator-subjects.ts'

const passing = (...exempt: readonly string[]) => passingOf(translatorLaws, ...exempt)

describe.each(rightTranslators)('a right translator, %o', (choices, exempt) => {
  const expected = passing(...exempt)
  test.each(seeds)('obeys every law that applies (seed %d)', async (seed) => {
    for (const precision of ['float64', 'float32'] as const) {
      const found = await verdictsOf(translatorLaws, toyTranslator({ ...choices, seed, precision }), seed)
      expect(found).toEqual(expected)
    }
  })
})

describe.each(translatorLaws)('$name', (law) => {
  test('has at least three violators', () => {
    expect(law.violators.length).toBeGreaterThanOrEqual(3)
  })

  test.each(law.violators)('rejects: $name', async ({ make }) => {
    for (const seed of seeds) {
      for (const precision of ['float64', 'float32'] as const) {
        const verdict = await runLaw(law, make(toyTranslator({ seed, precision })), { seed, shrinkTime: 0 })
        expect(verdict).toMatchObject({ verdict: 'fail', law: law.name })
      }
    }
  })
})

test('an identity loss is right with lambda and without, and not with another', async () => {
  const scaled = (by: number) =>
    altered(toyTranslator({ lambda: 10 }), {
      identity_loss: ({ loss }) => ({ loss: mapCells(loss, (cell) => by * cell) }),
    })
  expect(await failuresOf(translatorLaws, scaled(10))).toEqual([])
  expect(await failuresOf(translatorLaws, scaled(5))).toEqual(['identity-loss'])
})

describe('known mistakes are named', () => {
  test('a cycle that goes the wrong way round', async () => {
    const wrong = altered(toyTranslator(), {
      cycle_loss: cycleFrom(async ({ a, b, toA, toB }) => [
        [await toB(await toA(a)), a],
        [await toA(await toB(b)), b],
      ]),
    })
    expect(await diagnosisOf(translatorLaws, 'cycle-loss', wrong)).toContain('the directions are swapped')
  })

  test('a sample that is held against the other domain', async () => {
    const wrong = altered(toyTranslator(), {
      identity_loss: identityFrom(async ({ a, b, toA, toB }) => [
        [await toA(a), b],
        [await toB(b), a],
      ]),
    })
    expect(await failuresOf(translatorLaws, wrong)).toEqual(['identity-loss', 'domains-are-unpaired'])
    expect(await diagnosisOf(translatorLaws, 'identity-loss', wrong)).toContain('the other domain')
  })

  test('an identity that takes the wrong map', async () => {
    const wrong = altered(toyTranslator(), {
      identity_loss: identityFrom(async ({ a, b, toA, toB }) => [
        [await toB(a), a],
        [await toA(b), b],
      ]),
    })
    expect(await diagnosisOf(translatorLaws, 'identity-loss', wrong)).toContain('the directions are swapped')
  })

  test('squares where absolute values are declared', async () => {
    const subject = toyTranslator({ norm: 'l2' })
    const wrong = { ...subject, conventions: { norm: 'l1' } }
    for (const law of ['cycle-loss', 'identity-loss'])
      expect(await diagnosisOf(translatorLaws, law, wrong)).toContain('the norm is l2, not l1')
  })
})

describe('a subject that gives a part of the functions', () => {
  test.each(Object.keys(toyTranslator().functions))('obeys what applies: %s', async (name) => {
    const subject = toyTranslator()
    const only = { ...subject, functions: { [name]: subject.functions[name] } }
    const found = await verdictsOf(translatorLaws, only)
    expect([...new Set(Object.values(found))].sort()).toEqual(['not applicable', 'pass'])
  })
})

describe('maps that can be told apart, with losses by hand', () => {
  /** a_to_b doubles, b_to_a takes from 3: there and back makes 3 - 2 a of a, and 6 - 2 b of b. */
  const stub = (losses: {
    readonly cycle: (a: number, b: number) => number
    readonly identity: (a: number, b: number) => number
  }): Subject => ({
    name: 'doubling, and taking from 3',
    kind: 'translator',
    engine: 'toy',
    precision: 'float64',
    batch: null,
    functions: {
      a_to_b: { inputs: { x: [1] }, outputs: ['y'] },
      b_to_a: { inputs: { x: [1] }, outputs: ['y'] },
      cycle_loss: { inputs: { a: [1], b: [1] }, outputs: ['loss'] },
      identity_loss: { inputs: { a: [1], b: [1] }, outputs: ['loss'] },
    },
    conventions: {},
    async call(name, inputs) {
      if (name === 'a_to_b') return { y: mapCells(inputs.x, (x) => 2 * x) }
      if (name === 'b_to_a') return { y: mapCells(inputs.x, (x) => 3 - x) }
      const each = combineCells(inputs.a, inputs.b, name === 'cycle_loss' ? losses.cycle : losses.identity)
      return { loss: value([average(numbersOf(each))], []) }
    },
    dispose: async () => {},
  })
  const cycle = (a: number, b: number) => Math.abs(3 - 3 * a) + Math.abs(6 - 3 * b)
  /** As the official code has it: each generator leaves alone what is of its target domain. */
  const identity = (a: number, b: number) => Math.abs(3 - 2 * a) + Math.abs(b)

  test('are right', async () => {
    expect(await failuresOf(translatorLaws, stub({ cycle, identity }))).toEqual([])
  })

  test.each([
    ['cycle-loss', { identity, cycle: (a: number, b: number) => Math.abs(6 - 3 * a) + Math.abs(3 - 3 * b) }],
    ['cycle-loss', { identity, cycle: (a: number) => 2 * Math.abs(3 - 3 * a) }],
    ['identity-loss', { cycle, identity: (a: number, b: number) => Math.abs(a) + Math.abs(3 - 2 * b) }],
    [
      'identity-loss',
      { cycle, identity: (a: number, b: number) => Math.abs(3 - a - b) + Math.abs(2 * b - a) },
    ],
  ])('are wrong in the %s where they are mixed up', async (law, losses) => {
    expect(await failuresOf(translatorLaws, stub(losses))).toContain(law)
  })
})
