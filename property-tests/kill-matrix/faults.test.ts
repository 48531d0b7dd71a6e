import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../src/laws/index.ts'
import { faultsOf, uncovered } from './faults.ts'
import type { Matrix, MutantLine } from './matrix.ts'

const laws: Matrix['laws'] = [
  { name: 'shapes', nature: 'form', violators: 2 },
  { name: 'inverse', nature: 'identity', violators: 2 },
  { name: 'symmetry', nature: 'identity', violators: 2 },
  { name: 'jacobian', nature: 'derivative', violators: 2 },
]

const outcomesOf = (wrong: readonly string[], outcome: Outcome = 'fail') =>
  Object.fromEntries(
    laws.map(({ name }): [string, Outcome] => [name, wrong.includes(name) ? outcome : 'pass']),
  )

const mutant = (expected: readonly string[], killedBy: readonly string[], alone?: string): MutantLine => ({
  name: 'wrong',
  outcomes: outcomesOf(killedBy),
  bugs: [],
  laws: expected,
  killedBy,
  natures: [...new Set(laws.filter(({ name }) => killedBy.includes(name)).map(({ nature }) => nature))],
  ...(alone === undefined ? {} : { alone }),
})

const matrix = (changes: Partial<Matrix>): Matrix => ({
  family: 'flow',
  laws,
  rights: [],
  mutants: [],
  isWhole: false,
  ...changes,
})

const ofMutant = (line: MutantLine) => faultsOf([matrix({ mutants: [line] })])

describe('a mutant', () => {
  test('that dies to laws of two natures is as it should be', () => {
    expect(ofMutant(mutant(['inverse'], ['inverse', 'jacobian']))).toEqual([])
  })

  test.each([
    ['survives', mutant(['inverse'], []), "flow: 'wrong' survives"],
    [
      'escapes the law that it is a violator of',
      mutant(['inverse'], ['symmetry', 'jacobian']),
      "flow: 'wrong' is not rejected by inverse, as it should be",
    ],
    [
      'dies to laws of one nature',
      mutant(['inverse'], ['inverse', 'symmetry']),
      "flow: 'wrong' dies to inverse, symmetry alone: laws of one nature, identity",
    ],
    [
      'is said to be seen by one nature, and is by two',
      mutant(['inverse'], ['inverse', 'jacobian'], 'nobody looks'),
      "flow: 'wrong' is said to be seen by one nature of laws alone, and dies to inverse, jacobian",
    ],
  ])('that %s is a fault', (_, line, fault) => {
    expect(ofMutant(line)).toEqual([fault])
  })

  test('may die to one nature where it is said why, or where only a shape is wrong', () => {
    expect(ofMutant(mutant(['inverse'], ['inverse'], 'nobody else looks'))).toEqual([])
    expect(ofMutant(mutant(['shapes'], ['shapes']))).toEqual([])
  })
})

describe('a right one', () => {
  const ofRight = (outcomes: Record<string, Outcome>) =>
    faultsOf([matrix({ rights: [{ name: 'right', outcomes }] })])

  test('that every law lets live is as it should be', () => {
    expect(ofRight(outcomesOf([]))).toEqual([])
    expect(ofRight(outcomesOf(['jacobian'], 'not applicable'))).toEqual([])
  })

  test.each([
    ['fail', "flow: 'right' is right, and is rejected by inverse"],
    ['error', "flow: 'right' is right, and cannot be tried by inverse"],
  ] as const)('that meets a %s is a fault', (outcome, fault) => {
    expect(ofRight(outcomesOf(['inverse'], outcome))).toEqual([fault])
  })

  test('that no law passes is a fault', () => {
    expect(ofRight({ inverse: 'not applicable' })).toEqual(["flow: 'right' is right, and no law says so"])
  })
})

test('a law that rejects nothing, and has no violator, is a fault where all were tried', () => {
  const idle = { ...laws[0], violators: 0 }
  const told = ["flow: the law 'shapes' rejects nothing, and has no violator"]
  expect(faultsOf([matrix({ laws: [idle], isWhole: true })])).toEqual(told)
  expect(faultsOf([matrix({ laws: [idle] })])).toEqual([])
})

test('a known bug without mutants needs a reason', () => {
  const known = { number: 1, family: 'flow', bug: 'a sign', source: 'somewhere', mutants: [] }
  expect(uncovered([known])).toHaveLength(1)
  expect(uncovered([{ ...known, elsewhere: 'in a test' }])).toEqual([])
})
