import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { nearestNeighbourAccuracy } from '../../src/statistics/classifier-test.ts'
import { squaredEnergyDistance } from '../../src/statistics/energy-distance.ts'
import { slicedWasserstein, wasserstein1 } from '../../src/statistics/wasserstein.ts'

const normals = (seed: number, n: number, dim: number, shift = 0) => {
  const random = seededRandom(seed)
  return Array.from({ length: n }, () => random.normal(dim).map((x) => x + shift))
}

const numbers = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 30 })

describe('the 1-Wasserstein distance of numbers', () => {
  test('of a set and its shift is the shift', () => {
    fc.assert(
      fc.property(numbers, fc.double({ min: -10, max: 10, noNaN: true }), (x, shift) => {
        const moved = x.map((a) => a + shift)
        expect(Math.abs(wasserstein1(x, moved) - Math.abs(shift))).toBeLessThan(1e-11)
      }),
    )
  })

  test('does not see repetition, nor order, nor which set comes first', () => {
    fc.assert(
      fc.property(numbers, numbers, (x, y) => {
        const distance = wasserstein1(x, y)
        const repeated = [...x.toReversed(), ...x, ...x]
        expect(Math.abs(wasserstein1(repeated, y) - distance)).toBeLessThan(1e-11)
        expect(Math.abs(wasserstein1(y, x) - distance)).toBeLessThan(1e-11)
      }),
    )
  })

  test('of sets of two sizes, by hand', () => {
    expect(wasserstein1([0], [1, 2])).toBe(1.5)
    expect(wasserstein1([0, 3], [0, 0, 3])).toBeCloseTo(0.5, 14)
    expect(() => wasserstein1([], [1])).toThrow(/numbers on both sides, got 0 and 1/)
  })
})

describe('the sliced distance', () => {
  // A shift s along one axis of the plane is seen as s |cos|, whose mean over directions is 2 s / pi.
  test('of a set and its shift in the plane is 2 / pi of the shift', () => {
    const x = normals(1, 50, 2)
    const moved = x.map(([a, b]) => Float64Array.of(a + 3, b))
    // |cos| has a deviation of 0.31: four errors of the mean over 4,000 directions are 3 * 0.02.
    const sliced = slicedWasserstein(x, moved, seededRandom(2), 4000)
    expect(Math.abs(sliced - 6 / Math.PI)).toBeLessThan(0.06)
    expect(slicedWasserstein(x, x, seededRandom(2))).toBe(0)
    expect(() => slicedWasserstein(x, x, seededRandom(2), 0)).toThrow(/at least one direction, got 0/)
  })
})

describe('the energy distance', () => {
  // For N(0, 1) and N(m, 1), x - y is N(-m, 2): E|x - y| = 2 / sqrt(pi) exp(-m^2 / 4) + m erf(m / 2), erf(1) = 0.8427.
  test('of two Gaussians is the closed form', () => {
    const across = (2 / Math.sqrt(Math.PI)) * Math.exp(-1) + 2 * 0.8427007929497149
    const exact = 2 * (across - 2 / Math.sqrt(Math.PI))
    const measured = squaredEnergyDistance(normals(1, 1500, 1), normals(2, 1500, 1, 2))
    // To first order a sum of functions of one sample each, of deviation below 2: five errors of 1,500 + 1,500.
    expect(Math.abs(measured - exact)).toBeLessThan(5 * 2 * Math.sqrt(2 / 1500))
  })

  test('has no bias: it is as often below 0 as chance allows where there is no difference', () => {
    const values = Array.from({ length: 60 }, (_, i) =>
      squaredEnergyDistance(normals(300 + i, 20, 2), normals(400 + i, 20, 2)),
    )
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 59)
    expect(Math.abs(mean)).toBeLessThan((4.5 * deviation) / Math.sqrt(60))
    expect(() => squaredEnergyDistance(normals(1, 1, 1), normals(1, 2, 1))).toThrow(/two samples of each/)
  })
})

describe('the classifier by nearest neighbours', () => {
  test('is right half of the time where there is no difference', () => {
    const accuracy = nearestNeighbourAccuracy(normals(1, 400, 3), normals(2, 400, 3))
    // Neighbours come in pairs: at worst 400 independent coins, of deviation 1/40. Four of them.
    expect(Math.abs(accuracy - 0.5)).toBeLessThan(0.1)
  })

  test('is always right of sets far apart, never of a set and its near copy', () => {
    const x = normals(1, 50, 3)
    expect(nearestNeighbourAccuracy(x, normals(2, 50, 3, 100))).toBe(1)
    const copy = x.map((row) => row.map((cell) => cell + 1e-9))
    expect(nearestNeighbourAccuracy(x, copy)).toBe(0)
    expect(() => nearestNeighbourAccuracy(x, x.slice(1))).toThrow(/as many of each, got 50 and 49/)
  })
})
