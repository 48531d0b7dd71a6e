import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import {
  type DensityPair,
  discriminatorValue,
  distributionFunctions,
  integral,
  jensenShannon,
  meanUnder,
  optimalLogits,
  wassersteinOfDensities,
} from '../../src/statistics/divergences.ts'

const places = Float64Array.from({ length: 1601 }, (_, i) => i / 20 - 40)
const normal = (mean: number, deviation: number) =>
  places.map((x) => -(((x - mean) / deviation) ** 2 + Math.log(2 * Math.PI)) / 2 - Math.log(deviation))

const means = fc.double({ min: -8, max: 8, noNaN: true })
const deviations = fc.double({ min: 0.5, max: 3, noNaN: true })
const two = fc.tuple(means, deviations, means, deviations)
const pairOf = ([a, s, b, t]: readonly number[]): DensityPair => ({
  places,
  logP: normal(a, s),
  logQ: normal(b, t),
})

describe('the quadrature', () => {
  test('has the mass and the moments of Gaussians', () => {
    fc.assert(
      fc.property(means, deviations, (mean, deviation) => {
        const pair = { places, logP: normal(mean, deviation), logQ: normal(0, 1) }
        expect(meanUnder('p', pair, () => 1)).toBeCloseTo(1, 12)
        expect(meanUnder('p', pair, (i) => places[i])).toBeCloseTo(mean, 11)
        expect(meanUnder('p', pair, (i) => (places[i] - mean) ** 2)).toBeCloseTo(deviation ** 2, 10)
        expect(meanUnder('q', pair, (i) => places[i] ** 4)).toBeCloseTo(3, 11)
      }),
    )
  })

  test('refuses a single place', () => {
    const one = { places: Float64Array.of(0), logP: Float64Array.of(0), logQ: Float64Array.of(0) }
    expect(() => integral(one, () => 1)).toThrow('expected two places or more, got 1')
  })
})

describe('the Jensen-Shannon divergence', () => {
  test('of Gaussians of one width is that of the table', () => {
    const table = { 0: 0, 0.5: 0.03031, 1: 0.11142, 2: 0.33683, 5: 0.67594 }
    for (const [shift, expected] of Object.entries(table)) {
      const pair = { places, logP: normal(0, 1), logQ: normal(Number(shift), 1) }
      expect(Math.abs(jensenShannon(pair) - expected)).toBeLessThan(5.01e-6)
    }
  })

  test('is symmetric, between 0 and log 2, and 0 for a density and itself', () => {
    fc.assert(
      fc.property(two, (gaussians) => {
        const pair = pairOf(gaussians)
        const { logP, logQ } = pair
        const divergence = jensenShannon(pair)
        expect(divergence).toBeGreaterThanOrEqual(-1e-15)
        expect(divergence).toBeLessThanOrEqual(Math.LN2 + 1e-12)
        expect(jensenShannon({ places, logP: logQ, logQ: logP })).toBeCloseTo(divergence, 13)
        expect(jensenShannon({ places, logP, logQ: logP })).toBeCloseTo(0, 14)
      }),
    )
  })
})

describe('the value of a discriminator', () => {
  test('is -log 4 + 2 JSD for the best, and no more for any other', () => {
    fc.assert(
      fc.property(two, fc.integer(), (gaussians, seed) => {
        const pair = pairOf(gaussians)
        const best = optimalLogits(pair)
        const value = discriminatorValue(pair, best)
        expect(value).toBeCloseTo(2 * jensenShannon(pair) - Math.log(4), 12)
        const noise = seededRandom(seed).normal(places.length)
        const other = best.map((logit, i) => logit + noise[i])
        expect(discriminatorValue(pair, other)).toBeLessThanOrEqual(value)
      }),
    )
  })

  test('is -log 4 for one that knows nothing, and finite for one that is sure', () => {
    const pair = { places, logP: normal(0, 1), logQ: normal(1, 1) }
    expect(discriminatorValue(pair, new Float64Array(places.length))).toBeCloseTo(-Math.log(4), 13)
    expect(discriminatorValue(pair, new Float64Array(places.length).fill(1e4))).toBeCloseTo(-1e4, 8)
  })
})

describe('the Wasserstein distance', () => {
  // Quantiles of the two are m + s z and m + t z: it is E|(a - b) + (s - t) z|, |s - t| sqrt(2 / pi) where a = b.
  test('of a shift is the shift, of a widening sqrt(2 / pi) of it', () => {
    fc.assert(
      fc.property(means, means, deviations, deviations, (a, b, s, t) => {
        const shifted = { places, logP: normal(a, s), logQ: normal(b, s) }
        expect(wassersteinOfDensities(shifted)).toBeCloseTo(Math.abs(a - b), 10)
        const widened = { places, logP: normal(a, s), logQ: normal(a, t) }
        expect(
          Math.abs(wassersteinOfDensities(widened) - Math.abs(s - t) * Math.sqrt(2 / Math.PI)),
        ).toBeLessThan(2e-3)
      }),
    )
  })

  test('rests on distribution functions, which go from 0 to 1', () => {
    const [ofP] = distributionFunctions({ places, logP: normal(1, 1), logQ: normal(0, 1) })
    expect(ofP[0]).toBe(0)
    expect(ofP.at(-1)).toBeCloseTo(1, 12)
    expect(ofP[places.indexOf(1)]).toBeCloseTo(0.5, 12)
  })
})
