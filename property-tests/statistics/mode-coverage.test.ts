import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { densities } from '../../src/data/densities.ts'
import { seededRandom } from '../../src/data/random.ts'
import { toPoints } from '../../src/report/plots/points.ts'
import { modeCoverage } from '../../src/statistics/mode-coverage.ts'

const cross = {
  centres: [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ],
  deviation: 0.1,
} as const

describe.each(['eight-gaussians', 'grid-gaussians'] as const)('draws of %s', (name) => {
  const { sample, mixture } = densities[name]

  test('cover every mode, and are good with probability 1 - exp(-9/2)', () => {
    const n = 20_000
    const { highQuality, counts, covered } = modeCoverage(toPoints(sample(n, seededRandom(1))), mixture)
    expect(covered).toBe(mixture.centres.length)
    // Five standard errors of a share of 0.989 in 20,000.
    expect(Math.abs(highQuality - (1 - Math.exp(-4.5)))).toBeLessThan(5 * Math.sqrt(0.011 / n))
    const fair = n / mixture.centres.length
    for (const count of counts) expect(Math.abs(count - fair)).toBeLessThan(6 * Math.sqrt(fair))
  })

  test('of some modes cover those alone', () => {
    const kept = { ...mixture, centres: mixture.centres.slice(0, 3) }
    const some = toPoints(sample(20_000, seededRandom(2))).filter(([x, y]) =>
      kept.centres.some(([cx, cy]) => Math.hypot(x - cx, y - cy) < 0.3),
    )
    expect(modeCoverage(some, mixture).covered).toBe(3)
  })
})

test('three deviations are near, and a little more is not', () => {
  const of = (distance: number) => modeCoverage([[1 + distance * cross.deviation, 0]], cross)
  expect(of(2.999)).toEqual({ highQuality: 1, counts: [1, 0, 0, 0], covered: 1 })
  expect(of(3.001)).toEqual({ highQuality: 0, counts: [0, 0, 0, 0], covered: 0 })
})

test('a tenth of an equal share covers a mode, and a sample less does not', () => {
  const samples = (few: number) =>
    Array.from({ length: 400 }, (_, i) => (i < few ? ([0, 1] as const) : ([1, 0] as const)))
  expect(modeCoverage(samples(10), cross)).toEqual({ highQuality: 1, counts: [390, 10, 0, 0], covered: 2 })
  expect(modeCoverage(samples(9), cross).covered).toBe(1)
})

test('every good sample is counted once, in whatever order, and no number is not good', () => {
  const coordinate = fc.oneof(fc.double({ min: -1.5, max: 1.5 }), fc.constant(Number.NaN))
  fc.assert(
    fc.property(fc.array(fc.tuple(coordinate, coordinate), { minLength: 1 }), (samples) => {
      const found = modeCoverage(samples, cross)
      const good = found.counts.reduce((sum, count) => sum + count, 0)
      expect(good).toBe(Math.round(found.highQuality * samples.length))
      expect(good).toBeLessThanOrEqual(samples.filter(([x, y]) => !Number.isNaN(x + y)).length)
      expect(modeCoverage(samples.toReversed(), cross)).toEqual(found)
    }),
  )
})

test('no samples are refused', () => {
  expect(() => modeCoverage([], cross)).toThrow('modeCoverage: expected at least one sample, got none')
})
