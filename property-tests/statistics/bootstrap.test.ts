import { expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { medianInterval, medianRatioInterval } from '../../src/statistics/bootstrap.ts'

const trials = 200
const random = seededRandom(4)

/** How often an interval that is drawn holds the truth. */
function coverage(truth: number, interval: (trial: number) => readonly [number, number]): number {
  const held = Array.from({ length: trials }, (_, i) => interval(i)).filter(
    ([low, high]) => low <= truth && truth <= high,
  )
  return held.length / trials
}

const draw = (label: string, count: number, centre: number) =>
  Array.from(random.split(label).normal(count), (z) => centre * Math.exp(0.03 * z))

/** 0.95, give or take four standard errors of 200 trials, and what percentiles of few numbers miss. */
const [least, most] = [0.86, 1]

test('intervals of confidence 95 % hold a median that often', () => {
  const held = coverage(1.05, (i) =>
    medianInterval(draw(`paired ${i}`, 12, 1.05), { random: random.split(`a ${i}`), resamples: 300 }),
  )
  expect(held).toBeGreaterThan(least)
  expect(held).toBeLessThan(most)
})

test('and the ratio of two medians', () => {
  const held = coverage(1.1, (i) =>
    medianRatioInterval(draw(`x ${i}`, 12, 2), draw(`y ${i}`, 12, 2.2), {
      random: random.split(`b ${i}`),
      resamples: 300,
    }),
  )
  expect(held).toBeGreaterThan(least)
  expect(held).toBeLessThanOrEqual(most)
})

test('less confidence, a narrower interval; the same seed, the same one', () => {
  const numbers = draw('one', 20, 1)
  const wide = medianInterval(numbers, { random: random.split('c') })
  const narrow = medianInterval(numbers, { random: random.split('c'), confidence: 0.5 })
  expect(narrow[0]).toBeGreaterThan(wide[0])
  expect(narrow[1]).toBeLessThan(wide[1])
  expect(medianInterval(numbers, { random: random.split('c') })).toEqual(wide)
})
