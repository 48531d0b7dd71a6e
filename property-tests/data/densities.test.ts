import ndarray, { type NdArray } from 'ndarray'
import { describe, expect, test } from 'vitest'
import { type Density, densities, twoMoons, twoMoonsLogDensity } from '../../src/data/densities.ts'
import { seededRandom } from '../../src/data/random.ts'

const registry = Object.entries<Density>(densities)
const known = registry.filter(
  (entry): entry is [string, Required<Density>] => entry[1].logDensity !== undefined,
)

/** Midpoints of a grid over [-4.5, 4.5]^2. The side divides 1.5, so that no cell spans two squares of the board. */
const side = 0.0625
const perAxis = 9 / side
const midpoint = (i: number) => -4.5 + side * (i + 0.5)

function grid(): NdArray<Float64Array> {
  const points = new Float64Array(2 * perAxis ** 2)
  for (let i = 0; i < perAxis ** 2; i++) {
    points[2 * i] = midpoint(Math.floor(i / perAxis))
    points[2 * i + 1] = midpoint(i % perAxis)
  }
  return ndarray(points, [perAxis ** 2, 2])
}

/** The block, of 18 x 18 over the grid, that a point lies in. */
const blockOf = (x: number, y: number) => 18 * Math.floor((x + 4.5) * 2) + Math.floor((y + 4.5) * 2)

/** Pearson's statistic as a standard normal value (Wilson and Hilferty); above 5 has odds of 3 in 10 million. */
function chiSquareScore(counts: readonly number[], expected: readonly number[]): number {
  let [statistic, freedom, rareCount, rareExpected] = [0, -1, 0, 0]
  const add = (count: number, mean: number) => {
    statistic += (count - mean) ** 2 / mean
    freedom++
  }
  expected.forEach((mean, i) => {
    if (mean >= 10) add(counts[i]!, mean)
    else {
      rareCount += counts[i]!
      rareExpected += mean
    }
  })
  if (rareExpected >= 5) add(rareCount, rareExpected)
  const spread = 2 / (9 * freedom)
  return (Math.cbrt(statistic / freedom) - (1 - spread)) / Math.sqrt(spread)
}

describe.each(registry)('%s', (_, density) => {
  const points = density.sample(20_000, seededRandom(11))

  test('draws finite points, at least 95% of them in [-3, 3], centred', () => {
    expect([...points.shape]).toEqual([20_000, 2])
    expect(points.data.every(Number.isFinite)).toBe(true)
    const inside = points.data.filter((value) => Math.abs(value) <= 3).length
    expect(inside / points.data.length).toBeGreaterThan(0.95)
    expect(Math.max(...points.data)).toBeGreaterThan(2.3)
    // Each density is symmetric about 0; its deviation is below 2, so 0.06 is more than 4 standard errors.
    for (const axis of [0, 1]) {
      const column = Array.from({ length: 20_000 }, (_, i) => points.get(i, axis))
      expect(Math.abs(column.reduce((sum, value) => sum + value) / 20_000)).toBeLessThan(0.06)
    }
  })

  test('the same seed draws the same points', () => {
    expect(density.sample(50, seededRandom(4)).data).toEqual(density.sample(50, seededRandom(4)).data)
    expect(density.sample(50, seededRandom(4)).data).not.toEqual(density.sample(50, seededRandom(5)).data)
  })
})

describe.each(known)('%s with its log density', (name, density) => {
  const { data } = density.logDensity(grid())
  const masses = data.map((value) => Math.exp(value) * side ** 2)

  test('integrates to 1', () => {
    // The midpoint rule is all but exact for Gaussians wider than a step, and for squares that it divides;
    // the ends of the moons are sharp, and far out the pinwheel folds.
    expect(masses.reduce((sum, mass) => sum + mass)).toBeCloseTo(
      1,
      name === 'moons' || name === 'pinwheel' ? 4 : 6,
    )
  })

  test('agrees with its draws, block by block', () => {
    const points = density.sample(20_000, seededRandom(12))
    const [counts, expected] = [Array(18 * 18).fill(0), Array(18 * 18).fill(0)]
    for (let i = 0; i < 20_000; i++) counts[blockOf(points.get(i, 0), points.get(i, 1))]++
    for (let i = 0; i < masses.length; i++) {
      expected[blockOf(midpoint(Math.floor(i / perAxis)), midpoint(i % perAxis))] += 20_000 * masses[i]!
    }
    expect(chiSquareScore(counts, expected)).toBeLessThan(5)
  })

  test('is finite at its own draws', () => {
    const points = density.sample(1000, seededRandom(13))
    expect(density.logDensity(points).data.every(Number.isFinite)).toBe(true)
  })
})

test('the checkerboard is -Infinity off its dark squares, and dark on their edges', () => {
  const points = ndarray(new Float64Array([-2.25, -2.25, -0.75, -2.25, 3.1, 0, 3, 2.25, -1.5, -1.5]), [5, 2])
  const dark = -Math.log(18)
  expect([...densities.checkerboard.logDensity(points).data]).toEqual([
    dark,
    -Infinity,
    -Infinity,
    dark,
    dark,
  ])
})

test('the log density of noisy moons stays finite far away and narrows with the noise', () => {
  const far = ndarray(new Float64Array([50, 50, 1, -1.5]), [2, 2])
  const [atFar, onArc] = twoMoonsLogDensity(far, 0.05).data
  expect(atFar).toBeLessThan(-1e5)
  expect(atFar).toBeGreaterThan(-1e6)
  // On an arc of length 2 pi and far from its ends: half the draws over the length and the noise's own peak.
  const peak = Math.log(0.5 / (2 * Math.PI)) - Math.log(Math.sqrt(2 * Math.PI) * 0.1)
  expect(onArc).toBeCloseTo(peak, 2)
  expect(twoMoons(5, seededRandom(1), 0).data.every(Number.isFinite)).toBe(true)
})
