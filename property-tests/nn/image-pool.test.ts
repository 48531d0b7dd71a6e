import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Random, seededRandom } from '../../src/data/random.ts'
import type { Engine, Values } from '../../src/engines/engine.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { cells, value } from '../../src/engines/value.ts'
import { trace } from '../../src/graph/trace.ts'
import { holds } from '../../src/laws/measure.ts'
import {
  type PoolUnderTest,
  poolAges,
  poolAgesAreGeometric,
  poolShowsEachAlike,
} from '../../src/laws/translator/image-pool.ts'
import { listPool, wrongPools } from '../../src/laws/translator/pools.ts'
import { imagePool } from '../../src/nn/image-pool.ts'
import { describeEngines } from '../support/engines.ts'

/** Our pool on an engine: images of two pixels, of which the first is their number, in batches of up to some size. */
function ours(engine: Engine, capacity: number, batch: number): PoolUnderTest {
  const { query } = imagePool(capacity, 2)
  const graphOf = (n: number) =>
    trace({ images: [capacity, 2], entered: [], x: [n, 2], coin: [n], slot: [n] }, (given) => {
      const { images, entered, x, coin, slot } = given
      const { value, state } = query({ images, entered }, x, coin, slot)
      return { shown: value, ...state }
    })
  const compiled = new Map<number, Promise<Awaited<ReturnType<Engine['compile']>>>>()
  const step = async (n: number, feeds: Values) => {
    const executable = compiled.get(n) ?? engine.compile(graphOf(n))
    compiled.set(n, executable)
    return (await executable).run(feeds)
  }
  return async (count: number, random: Random) => {
    const draws = { coin: random.split('coin').uniform(count), slot: random.split('slot').uniform(count) }
    let state: Values = {
      images: value(new Float32Array(2 * capacity), [capacity, 2]),
      entered: value([0], []),
    }
    const numbers: number[] = []
    for (let first = 0; first < count; first += batch) {
      const n = Math.min(batch, count - first)
      const x = Float32Array.from(
        { length: 2 * n },
        (_, i) => (first + Math.floor(i / 2) + 1) / (1 + (i % 2)),
      )
      const own = (of: Float64Array) => value(Float32Array.from(of.subarray(first, first + n)))
      const feeds = { ...state, x: value(x, [n, 2]), coin: own(draws.coin), slot: own(draws.slot) }
      const { shown, ...after } = await step(n, feeds)
      for (let i = 0; i < n; i++) {
        expect(cells(shown)[2 * i + 1]).toBe(cells(shown)[2 * i] / 2)
        numbers.push(cells(shown)[2 * i])
      }
      state = after
    }
    return numbers
  }
}

describeEngines((engine) => {
  test('shows what a list would, however the images are batched', async () => {
    for (const [capacity, batch] of [
      [4, 9],
      [50, 32],
    ]) {
      const expected = await listPool(capacity)(100, seededRandom(3))
      expect(await ours(engine(), capacity, batch)(100, seededRandom(3))).toEqual(expected)
    }
  })

  test('keeps the law of what is shown', async () => {
    const residual = await poolShowsEachAlike(ours(engine(), 50, 50), 50, 2050, seededRandom(1))
    expect(residual).toSatisfy(holds)
  })
})

test('shows what a list would, whatever the sizes', async () => {
  const sizes = fc.record({
    capacity: fc.integer({ min: 1, max: 6 }),
    batch: fc.integer({ min: 1, max: 9 }),
    count: fc.integer({ min: 1, max: 30 }),
    seed: fc.nat(),
  })
  const sameAsList = fc.asyncProperty(sizes, async ({ capacity, batch, count, seed }) => {
    const expected = await listPool(capacity)(count, seededRandom(seed))
    expect(await ours(float64Engine(), capacity, batch)(count, seededRandom(seed))).toEqual(expected)
  })
  await fc.assert(sameAsList, { numRuns: 25 })
})

describe('the ages of what is shown', () => {
  test('add up to 1; the image is new half the time, and capacity steps old on average', () => {
    const ages = poolAges(50, 5000)
    expect(ages.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12)
    expect(ages[0]).toBe(0.5)
    // A kept one is 2 capacity steps old on average, the mean of the geometric distribution.
    expect(ages.reduce((sum, chance, age) => sum + age * chance, 0)).toBeCloseTo(50, 8)
    expect(() => poolAges(50, 50)).toThrow(/after the first 50, got 50/)
  })

  test('follow their law, in ours', async () => {
    const residual = await poolAgesAreGeometric(ours(float64Engine(), 3, 12), 3, 12, 500, seededRandom(1))
    expect(residual).toSatisfy(holds)
  })

  test('follow it in a list', async () => {
    expect(await poolAgesAreGeometric(listPool(5), 5, 20, 6000, seededRandom(1))).toSatisfy(holds)
  })
})

describe.each(Object.entries(wrongPools(5)))('a pool that %s', (_, wrong) => {
  test('is rejected by both laws', async () => {
    expect(await poolShowsEachAlike(wrong, 5, 4000, seededRandom(1))).not.toSatisfy(holds)
    expect(await poolAgesAreGeometric(wrong, 5, 20, 6000, seededRandom(1))).not.toSatisfy(holds)
  })
})

test('a pool of 0 shows every image itself, and one of a half is refused', () => {
  expect(imagePool(0, 2).parameters).toEqual({})
  expect(() => imagePool(0.5, 2)).toThrow(/whole number of images from 0, got 0.5/)
})
