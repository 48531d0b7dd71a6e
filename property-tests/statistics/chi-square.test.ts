import { describe, expect, test } from 'vitest'
import { chiSquareDeviate, wilsonHilferty } from '../../src/statistics/chi-square.ts'

describe('the chi-square statistic in standard deviations', () => {
  // Quantiles of the chi-square distribution at the normal distribution's 0, 2.3263 and 3.0902: its tables.
  test.each([
    [10, 9.3418, 0],
    [10, 23.2093, 2.3263],
    [10, 29.5883, 3.0902],
    [50, 86.6608, 3.0902],
  ])('with %d degrees of freedom at %d is %d', (freedom, statistic, deviations) => {
    expect(Math.abs(wilsonHilferty(statistic, freedom) - deviations)).toBeLessThan(0.02)
  })

  test('counts (o - e)^2 / e over the cells, and one degree of freedom less than there are', () => {
    expect(chiSquareDeviate([12, 8, 10], [10, 10, 10])).toBe(wilsonHilferty(0.8, 2))
    expect(chiSquareDeviate([Number.NaN, 8], [10, 10])).toBeNaN()
    expect(() => chiSquareDeviate([1], [1])).toThrow(/two cells or more/)
    expect(() => chiSquareDeviate([1, 2, 3], [3, 3])).toThrow(/got 2 cells and 3 counts/)
  })
})
