import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { informationShares, mutualInformationGap } from '../../src/statistics/mutual-information-gap.ts'

const n = 4000
const seeds = fc.nat(2 ** 31 - 1)
const runs = { numRuns: 5 }
const uniform = (seed: number, count: number) =>
  Array.from({ length: count }, (_, k) => Array.from(seededRandom(seed).split(`${k}`).uniform(n)))
/** Of independent columns: the bias of the estimate, in units of the entropy, and what chance may add. */
const bias = 19 ** 2 / (2 * n) / Math.log(20)

describe('the mutual information gap', () => {
  test('is 1 but for bias where each factor is a coordinate, however monotone maps bend and permute them', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const [a = [], b = [], c = []] = uniform(seed, 3)
        const codes = [b.map((v) => -Math.exp(3 * v)), c, a.map((v) => v ** 3)]
        const gap = mutualInformationGap(codes, [a, b, c])
        expect(gap).toBeGreaterThan(1 - 1.3 * bias)
        expect(gap).toBeLessThanOrEqual(1)
        expect(gap).toBe(mutualInformationGap([a, b, c], [a, b, c]))
      }),
      runs,
    )
  })

  test('is near 0 where two factors are turned by 45 degrees, and where codes are noise', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const [a = [], b = [], c = [], d = []] = uniform(seed, 4)
        const turned = [a.map((v, i) => v + (b[i] ?? 0)), a.map((v, i) => v - (b[i] ?? 0))]
        expect(mutualInformationGap(turned, [a, b])).toBeLessThan(0.02)
        expect(mutualInformationGap([c, d], [a, b])).toBeLessThan(0.02)
      }),
      runs,
    )
  })

  test('is 0 where two coordinates say the same', () => {
    const [a = []] = uniform(1, 1)
    expect(mutualInformationGap([a, a.map((v) => 2 - v)], [a])).toBeCloseTo(0, 12)
  })

  test('counts in units of the entropy: a factor of two values that a coordinate shows is known entirely', () => {
    const coin = Array.from({ length: 1000 }, (_, i) => i % 2)
    expect(informationShares([coin, coin.map(() => 0)], [coin])).toEqual([[1, 0]])
  })

  test('needs columns of one length, and two coordinates', () => {
    expect(() => mutualInformationGap([[1, 2]], [[1, 2]])).toThrow('two coordinates or more')
    expect(() => mutualInformationGap([[1, 2], [1]], [[1, 2]])).toThrow('lengths 2,1,2')
    expect(() => mutualInformationGap([[1], [2]], [])).toThrow(RangeError)
  })
})
