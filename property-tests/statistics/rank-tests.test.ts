import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mannWhitney, signedRank } from '../../src/statistics/rank-tests.ts'

/** Few different numbers, so that there are ties. */
const numbers = (most: number) => fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: most })

/** The sum of the ranks of y among x and y, by counting pairs: of ties, one half. */
const wins = (x: readonly number[], y: readonly number[]) =>
  y.reduce((sum, b) => sum + x.reduce((won, a) => won + (b > a ? 1 : b === a ? 0.5 : 0), 0), 0)

function* choices(size: number, from: number): Generator<readonly number[]> {
  if (size === 0) yield []
  else
    for (let last = size - 1; last < from; last++) {
      for (const rest of choices(size - 1, last)) yield [...rest, last]
    }
}

test('the p-value of Mann and Whitney counts all ways to share out the numbers, ties among them', () => {
  fc.assert(
    fc.property(numbers(5), numbers(5), (x, y) => {
      const all = [...x, ...y]
      const ways = [...choices(y.length, all.length)]
      const asLarge = ways.filter((chosen) => {
        const dealt = chosen.map((i) => all[i])
        return (
          wins(
            all.filter((_, i) => !chosen.includes(i)),
            dealt,
          ) >= wins(x, y)
        )
      })
      expect(mannWhitney(x, y)).toBeCloseTo(asLarge.length / ways.length, 12)
    }),
  )
})

test('the p-value of signed ranks counts all signs', () => {
  fc.assert(
    fc.property(numbers(7), (differences) => {
      const telling = differences.filter((d) => d !== 0).map(Math.abs)
      const rankOf = (size: number) =>
        telling.reduce((r, s) => r + (s < size ? 1 : s === size ? 0.5 : 0), 0.5)
      const sum = (isPositive: (i: number) => boolean) =>
        telling.reduce((total, size, i) => total + (isPositive(i) ? rankOf(size) : 0), 0)
      const signs = differences.filter((d) => d !== 0)
      const reached = sum((i) => signs[i] > 0)
      const ways = 2 ** telling.length
      let asLarge = 0
      for (let way = 0; way < ways; way++) if (sum((i) => ((way >> i) & 1) === 1) >= reached) asLarge++
      expect(signedRank(differences)).toBeCloseTo(asLarge / ways, 12)
    }),
  )
})

test('tables: 12 pairs that all differ one way, and 4 against 4 apart', () => {
  expect(signedRank(Array.from({ length: 12 }, (_, i) => i + 1))).toBeCloseTo(2 ** -12, 15)
  expect(mannWhitney([1, 2, 3, 4], [5, 6, 7, 8])).toBeCloseTo(1 / 70, 15)
  expect(mannWhitney([5, 6, 7, 8], [1, 2, 3, 4])).toBeCloseTo(1, 12)
})

test('equal samples are no evidence, nor are differences of nothing', () => {
  expect(mannWhitney([1, 1, 1], [1, 1])).toBe(1)
  expect(signedRank([0, 0, 0])).toBe(1)
  expect(signedRank([])).toBe(1)
})

test('the exact distribution holds at the sizes that a second trial has', () => {
  const times = Array.from({ length: 50 }, (_, i) => i)
  expect(
    mannWhitney(
      times,
      times.map((t) => t + 0.5),
    ),
  ).toBeGreaterThan(0.3)
  expect(
    mannWhitney(
      times,
      times.map((t) => t + 25),
    ),
  ).toBeLessThan(1e-5)
})

test('NaN, nothing, and too many numbers are refused', () => {
  expect(() => mannWhitney([], [1])).toThrow('expected samples of both')
  expect(() => mannWhitney([1], [Number.NaN])).toThrow('no NaN')
  expect(() => signedRank(new Array(201).fill(1))).toThrow('at most 200 numbers')
})
