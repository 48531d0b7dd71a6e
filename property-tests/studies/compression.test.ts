import { afterAll, describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { compression } from '../../src/studies/compression.ts'
import { best, type Coder, distortionAt, operations } from '../../src/studies/rate-distortion.ts'
import { startTrainings, type Trainings } from '../../src/studies/trainings.ts'
import { studyRows } from '../../src/verification/studies.ts'

const trainings = startTrainings()
afterAll(() => trainings.dispose())
const options = { engine: float64Engine(), seed: 5, quick: true }

describe('the study of compression', () => {
  test('keeps its claims at few bits; with plenty, principal components are better', async () => {
    const { rows, numbers, figures } = await studyRows(compression, { ...options, trainings })
    expect(rows.map(({ verdict }) => verdict)).toEqual(['pass', 'pass'])
    expect(numbers['24 bits: squared error a pixel, PCA']).toBeLessThan(
      numbers['24 bits: squared error a pixel, network'] ?? Number.NaN,
    )
    expect(figures.map(({ title }) => title)).toEqual(['Rate and distortion', 'Images in 12 bits'])
  })

  test('does not keep them with models that were hardly trained', async () => {
    const hardly: Trainings = {
      ...trainings,
      train: (request, data, seed) => trainings.train({ ...request, settings: { steps: 1 } }, data, seed),
    }
    const { rows } = await studyRows(compression, { ...options, trainings: hardly })
    expect(rows.map(({ verdict }) => verdict)).toEqual(['fail', 'fail'])
  })
})

describe('rate and distortion of numbers stored as they are', async () => {
  const asIs: Coder = { encode: async (x) => x, decode: async (z) => z }
  const draws = (seed: number) =>
    Array.from({ length: 4000 }, (_, n) => seededRandom(seed).split(`${n}`).normal(1))
  const found = await operations(asIs, draws(1), draws(2))

  test('no quantiser of a Gaussian beats its rate-distortion function, and fine ones come within 1/4 bit of it', () => {
    for (const { rate, distortion } of found) {
      // 1/2 log2(variance / D) (Shannon 1959); fine uniform quantisers take 0.2546 bits more (Gish & Pierce 1968)
      const bound = Math.log2(1 / distortion) / 2
      expect(rate).toBeGreaterThan(bound)
      if (rate > 2.5) expect(rate - bound).toBeCloseTo(0.2546, 1)
    }
  })

  test('the best at a rate is no dearer, and nothing is free', () => {
    const two = best(found, 2)
    expect(two?.rate).toBeLessThanOrEqual(2)
    expect(best(found, 0.01)).toBeUndefined()
    for (const { rate, distortion } of found) {
      if (rate <= 2) expect(distortion).toBeGreaterThanOrEqual(two?.distortion ?? Number.NaN)
      expect(distortionAt(found, rate)).toBeLessThanOrEqual(distortion)
    }
    expect(distortionAt(found, 0.01)).toBe(Number.POSITIVE_INFINITY)
  })

  test('two operations share their images out', () => {
    const operation = (rate: number, distortion: number) => ({ rate, distortion, images: [] })
    const two = [operation(1, 8), operation(3, 2), operation(2, 7)]
    expect([1, 1.5, 2, 3, 9].map((bits) => distortionAt(two, bits))).toEqual([8, 6.5, 5, 2, 2])
  })
})
