import fc from 'fast-check'
import { expect, test } from 'vitest'
import { median, medianAbsoluteDeviation, quantile } from '../../src/statistics/median.ts'

const times = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 })

test('the median is the number in the middle, or between the two there', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([10, 1, 2, 3])).toBe(2.5)
  expect(() => median([])).toThrow(RangeError)
})

test('half of the numbers are at most the median, half at least, in any order', () => {
  fc.assert(
    fc.property(times, (numbers) => {
      const centre = median(numbers)
      const half = numbers.length / 2
      expect(numbers.filter((x) => x <= centre).length).toBeGreaterThanOrEqual(half)
      expect(numbers.filter((x) => x >= centre).length).toBeGreaterThanOrEqual(half)
      expect(median(numbers.toReversed())).toBe(centre)
    }),
  )
})

test('the median absolute deviation does not see one wild sample, nor a shift', () => {
  expect(medianAbsoluteDeviation([1, 2, 3, 4, 1000])).toBe(1)
  expect(medianAbsoluteDeviation([5, 5, 5])).toBe(0)
  expect(medianAbsoluteDeviation([101, 102, 103, 104, 1100])).toBe(1)
})

test('quantiles go from the least to the most, straight between neighbours', () => {
  expect([0, 0.1, 0.5, 1].map((share) => quantile([30, 10, 20, 40, 50], share))).toEqual([10, 14, 30, 50])
  fc.assert(
    fc.property(times, fc.double({ min: 0, max: 1, noNaN: true }), (numbers, share) => {
      const found = quantile(numbers, share)
      expect(found).toBeGreaterThanOrEqual(Math.min(...numbers))
      expect(found).toBeLessThanOrEqual(Math.max(...numbers))
    }),
  )
})
