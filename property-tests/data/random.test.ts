import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Random, seededRandom } from '../../src/data/random.ts'

const seeds = fc.integer({ min: -(2 ** 53) + 2, max: 2 ** 53 - 2 })

/** Any use of a stream, by name, so that it can be replayed. */
const uses = fc.oneof(
  fc.nat(9).map((n) => (random: Random) => [...random.uniform(n)]),
  fc.nat(9).map((n) => (random: Random) => [...random.normal(n)]),
  fc.nat(9).map((n) => (random: Random) => [...random.permutation(n)]),
  fc.tuple(fc.nat(9), fc.integer({ min: 1, max: 2 ** 32 })).map(([n, below]) => {
    return (random: Random) => [...random.integers(n, below)]
  }),
  fc.string({ maxLength: 4 }).map((label) => (random: Random) => [...random.split(label).normal(2)]),
)

function mean(values: ArrayLike<number>, of = (value: number) => value): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += of(values[i]!)
  return sum / values.length
}

/** Seeds are fixed, so each check passes always or never; right code fails it with odds of 1 in 15,000 (4 sigma). */
function expectMean(found: number, expected: number, variance: number, n: number): void {
  expect(Math.abs(found - expected) / Math.sqrt(variance / n)).toBeLessThan(4)
}

describe('seededRandom', () => {
  test('the same seed and calls give the same bits, another seed others', () => {
    fc.assert(
      fc.property(seeds, fc.array(uses, { maxLength: 6 }), (seed, calls) => {
        const [a, b, other] = [seededRandom(seed), seededRandom(seed), seededRandom(-seed - 1)]
        for (const call of calls) expect(call(a)).toEqual(call(b))
        expect(a.state()).toEqual(b.state())
        expect(a.uniform(2)).not.toEqual(other.uniform(2))
      }),
    )
  })

  test('a stream that is saved, as JSON, and restored goes on bit for bit', () => {
    const calls = fc.array(uses, { maxLength: 6 })
    fc.assert(
      fc.property(seeds, calls, calls, (seed, before, after) => {
        const whole = seededRandom(seed)
        for (const call of before) call(whole)
        const resumed = seededRandom.restore(JSON.parse(JSON.stringify(whole.state())))
        for (const call of [...after, (random: Random) => [...random.normal(3)]]) {
          expect(call(resumed)).toEqual(call(whole))
        }
      }),
      { numRuns: 300 },
    )
  })

  test('the first draws of near seeds are independent', () => {
    const first = Array.from({ length: 10_000 }, (_, seed) => seededRandom(seed).uniform(2))
    const centred = (draw: Float64Array | undefined, i: number) => draw![i]! - 0.5
    expectMean(mean(first.map((draw) => draw[0]!)), 0.5, 1 / 12, 10_000)
    expectMean(mean(first.map((draw) => centred(draw, 0) * centred(draw, 1))), 0, 1 / 144, 10_000)
    const next = first.slice(1).map((draw, i) => centred(draw, 0) * centred(first[i], 0))
    expectMean(mean(next), 0, 1 / 144, 9_999)
  })

  test('split: depends on the labels, not on what was drawn, and is independent of its parent', () => {
    fc.assert(
      fc.property(seeds, fc.array(uses, { maxLength: 4 }), fc.string(), fc.string(), (seed, calls, a, b) => {
        fc.pre(a !== b)
        const used = seededRandom(seed)
        for (const call of calls) call(used)
        const fresh = seededRandom(seed)
        const child = fresh.split(a).uniform(2)
        expect(used.split(a).uniform(2)).toEqual(child)
        expect(fresh.split(b).uniform(2)).not.toEqual(child)
        expect(fresh.split(a).split(b).uniform(2)).not.toEqual(fresh.split(b).split(a).uniform(2))
      }),
    )
    const parent = seededRandom(5)
    const [x, y] = [parent.split('noise').normal(20_000), parent.normal(20_000)]
    expectMean(mean(x.map((value, i) => value * y[i]!)), 0, 1, 20_000)
  })

  test('uniform: moments and range', () => {
    const draws = seededRandom(1).uniform(100_000)
    expect(draws.every((value) => value >= 0 && value < 1)).toBe(true)
    expectMean(mean(draws), 1 / 2, 1 / 12, 100_000)
    expectMean(
      mean(draws, (value) => value ** 2),
      1 / 3,
      4 / 45,
      100_000,
    )
    const serial = mean(draws.subarray(1).map((value, i) => (value - 0.5) * (draws[i]! - 0.5)))
    expectMean(serial, 0, 1 / 144, 99_999)
  })

  test('normal: the first six moments, and pairs without correlation', () => {
    const draws = seededRandom(2).normal(100_000)
    // E[x^k] = (k - 1)!! for even k; the variance of x^k is E[x^2k] - E[x^k]^2.
    const moments: [number, number, number][] = [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
      [6, 15, 10170],
    ]
    for (const [power, expected, variance] of moments) {
      expectMean(
        mean(draws, (value) => value ** power),
        expected,
        variance,
        100_000,
      )
    }
    expectMean(mean(draws.subarray(1).map((value, i) => value * draws[i]!)), 0, 1, 99_999)
  })

  test('integers: within range and evenly spread', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 2 ** 32 }), (seed, below) => {
        expect(
          seededRandom(seed)
            .integers(20, below)
            .every((value) => value < below),
        ).toBe(true)
      }),
    )
    for (const below of [2, 3, 10]) {
      const draws = seededRandom(below).integers(60_000, below)
      for (let value = 0; value < below; value++) {
        const share = mean(draws, (draw) => Number(draw === value))
        expectMean(share, 1 / below, (1 / below) * (1 - 1 / below), 60_000)
      }
    }
  })

  test('permutation: each number once, every order equally often', () => {
    fc.assert(
      fc.property(seeds, fc.nat(200), (seed, n) => {
        const order = seededRandom(seed).permutation(n)
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
      }),
    )
    const random = seededRandom(3)
    const counts = new Map<string, number>()
    for (let i = 0; i < 12_000; i++) {
      const order = random.permutation(3).join()
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    for (const count of counts.values()) expectMean(count / 12_000, 1 / 6, 5 / 36, 12_000)
  })

  test.each([
    ['a seed that is no whole number', () => seededRandom(0.5), /seed must be a whole number, got 0.5/],
    ['a NaN seed', () => seededRandom(Number.NaN), /got NaN/],
    ['a negative count', () => seededRandom(0).normal(-1), /number of draws.*got -1/],
    ['an empty range', () => seededRandom(0).integers(1, 0), /from 1 to 4294967296, got 0/],
    ['a short state', () => seededRandom.restore([1, 2, 3, 4]), /eight 32-bit integers/],
    ['a state of zeros', () => seededRandom.restore([1, 1, 1, 1, 0, 0, 0, 0]), /eight 32-bit integers/],
    ['a state of fractions', () => seededRandom.restore([1, 1, 1, 1, 0.5, 1, 1, 1]), /eight 32-bit integers/],
  ])('refuses %s', (_, use, message) => {
    expect(use).toThrow(message)
  })
})
