import { expect, test } from 'vitest'
import { medianInterval } from '../../bench/statistics/median-interval.ts'
import { seededRandom } from '../../src/data/random.ts'

test('order statistics that hold the median with 95 %, as tables have them', () => {
  const between = (count: number) => medianInterval(Array.from({ length: count }, (_, i) => i + 1))
  expect(between(5)).toBe(null)
  expect(between(6)).toEqual([1, 6])
  expect(between(8)).toEqual([1, 8])
  expect(between(9)).toEqual([2, 8])
  expect(between(20)).toEqual([6, 15])
})

test('the interval holds the median at least as often as it says, of skew numbers, too', () => {
  const random = seededRandom(1)
  const held = Array.from({ length: 2000 }, () => {
    const [low, high] = medianInterval(Array.from(random.uniform(10), (u) => -Math.log(1 - u))) ?? [0, 0]
    return low <= Math.LN2 && Math.LN2 <= high
  })
  const share = held.filter(Boolean).length / held.length
  expect(share).toBeGreaterThan(0.95)
  expect(share).toBeLessThan(1)
})
