import { expect, test } from 'vitest'
import { growthOf } from '../../bench/scaling/growth.ts'
import { isAsExpected, type Scaling } from '../../bench/scaling/scaling.ts'
import { powerLaw } from '../../bench/statistics/power-law.ts'
import type { Point } from '../../src/report/plots/plot.ts'

test('a power law is found again', () => {
  const { exponent, factor } = powerLaw([1, 2, 5, 10].map((n) => [n, 3 * n ** 2.5]))
  expect(exponent).toBeCloseTo(2.5, 12)
  expect(factor).toBeCloseTo(3, 12)
})

test.each([
  ['nothing measured', [1, 0], [2, 1]],
  ['no number', [1, Number.NaN], [2, 1]],
  ['one place', [2, 1], [2, 3]],
] as [string, Point, Point][])('%s has none', (_, ...points) => {
  expect(() => powerLaw(points)).toThrow(/power law needs/)
})

const sizes = [1, 2, 4, 8]
const rounds = (of: (size: number, round: number) => number) =>
  sizes.map((size) => Array.from({ length: 6 }, (_, round) => [of(size, round)]))

test('rounds that are slow as a whole leave the exponent as it is; its interval is that of the rounds', () => {
  const disturbed = growthOf(
    sizes,
    rounds((n, round) => (1 + round) * n ** 2),
  )
  expect(disturbed.exponent.median).toBeCloseTo(2, 12)
  expect(disturbed.exponent.interval).toEqual([expect.closeTo(2, 12), expect.closeTo(2, 12)])
  const wavering = growthOf(
    sizes,
    rounds((n, round) => n ** (2 + 0.01 * round)),
  )
  expect(wavering.exponent.interval).toEqual([expect.closeTo(2, 12), expect.closeTo(2.05, 12)])
})

test('what a fixed cost adds is seen: the exponent falls short, and the points leave the line', () => {
  const { exponent, departure } = growthOf(
    sizes,
    rounds((n) => 4 + n ** 2),
  )
  const scaling = { theory: 2, exponent } as Scaling
  expect(isAsExpected(scaling)).toBe(false)
  expect(departure).toBeGreaterThan(0.1)
})
