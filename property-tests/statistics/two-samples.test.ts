import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { pearson } from '../../src/statistics/correlation.ts'
import { mmdTest, squaredMmd } from '../../src/statistics/mmd.ts'
import { precisionRecall } from '../../src/statistics/precision-recall.ts'

const normals = (seed: number, n: number, dim: number, shift = 0) => {
  const random = seededRandom(seed)
  return Array.from({ length: n }, () => random.normal(dim).map((x) => x + shift))
}

describe('the maximum mean discrepancy', () => {
  // E k(a, b) of N(m, 1) and N(m', 1) is h / sqrt(h^2 + 2) exp(-(m - m')^2 / (2 (h^2 + 2))).
  test('of two Gaussians is the closed form', () => {
    const [h, shift, n] = [1.5, 1, 1500]
    const mean = (d: number) => (h / Math.sqrt(h * h + 2)) * Math.exp((-d * d) / (2 * (h * h + 2)))
    const exact = 2 * mean(0) - 2 * mean(shift)
    // Terms of kernels in [0, 1]: the standard error is below 4 / sqrt(n) times their deviation, some 0.1.
    expect(Math.abs(squaredMmd(normals(1, n, 1), normals(2, n, 1, shift), h) - exact)).toBeLessThan(0.02)
  })

  test('is about 0, and its test seldom speaks, where there is no difference', () => {
    const pValues = Array.from({ length: 40 }, (_, i) => {
      const [x, y] = [normals(100 + i, 30, 3), normals(200 + i, 30, 3)]
      return mmdTest(x, y, seededRandom(i), { permutations: 39 }).pValue
    })
    // Uniform p-values: 40 of them are below 0.1 four times in the mean, and 14 times once in 50,000.
    expect(pValues.filter((p) => p < 0.1).length).toBeLessThan(14)
    expect(pValues.filter((p) => p > 0.9).length).toBeLessThan(14)
  })

  test('and its test sees a shift of one deviation', () => {
    const { pValue, squared } = mmdTest(normals(1, 60, 2), normals(2, 60, 2, 1), seededRandom(3), {
      permutations: 99,
    })
    expect(pValue).toBe(0.01)
    expect(squared).toBeGreaterThan(0)
    expect(() => squaredMmd(normals(1, 1, 2), normals(2, 3, 2))).toThrow(
      /at least two samples of each, got 1 and 3/,
    )
  })
})

describe('precision and recall', () => {
  const real = normals(1, 200, 2)
  test('are 1 for the real samples themselves, and 0 for samples far away', () => {
    expect(precisionRecall(real, real)).toEqual({ precision: 1, recall: 1 })
    expect(precisionRecall(real, normals(2, 200, 2, 100))).toEqual({ precision: 0, recall: 0 })
  })

  test('tell samples that cover a half from samples that are half outside', () => {
    const half = normals(2, 400, 2).filter(([x]) => x > 0)
    const collapsed = precisionRecall(real, half)
    expect(collapsed.precision).toBeGreaterThan(0.85)
    expect(collapsed.recall).toBeLessThan(0.75)
    const spread = precisionRecall(real, [...normals(3, 100, 2), ...normals(4, 100, 2, 30)])
    expect(spread.precision).toBeLessThan(0.6)
    expect(spread.recall).toBeGreaterThan(0.85)
  })
})

test("Pearson's correlation is 1 along a line, -1 against it, and unmoved by scale", () => {
  expect(pearson([1, 2, 3], [10, 20, 30])).toBeCloseTo(1, 14)
  expect(pearson([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 14)
  expect(pearson([1, 2, 4], [1, 3, 2])).toBeCloseTo(pearson([10, 20, 40], [7, 9, 8]), 14)
  expect(pearson([1, 1], [1, 2])).toBeNaN()
  expect(() => pearson([1], [1, 2])).toThrow(/lists of one length, got 1 and 2/)
})
