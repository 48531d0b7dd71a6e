import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { drawGaussian, fitGaussian } from '../../src/latent/gaussian.ts'
import { between, fractions, interpolation } from '../../src/latent/interpolation.ts'
import { deviations, mostVarying, offsets, traversal } from '../../src/latent/traversal.ts'
import { meanRow, type Rows } from '../../src/laws/rows.ts'

const code = fc
  .array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 3, maxLength: 3 })
  .map((numbers) => Float64Array.from(numbers))

describe('interpolation', () => {
  test('has the two codes as its ends, exactly, and their mean in the middle', () => {
    fc.assert(
      fc.property(code, code, fc.integer({ min: 1, max: 9 }), (from, to, half) => {
        const line = interpolation(from, to, 2 * half + 1)
        expect(line[0]!.every((z, i) => z === from[i])).toBe(true)
        expect(line.at(-1)!.every((z, i) => z === to[i])).toBe(true)
        line[half]!.forEach((z, i) => {
          expect(z).toBeCloseTo((from[i]! + to[i]!) / 2, 9)
        })
      }),
    )
  })

  test('moves no faster than alpha times the distance', () => {
    fc.assert(
      fc.property(code, code, fc.double({ min: 0, max: 1, noNaN: true }), (from, to, alpha) => {
        between(from, to, alpha).forEach((z, i) => {
          expect(Math.abs(z - from[i]!)).toBeLessThanOrEqual(alpha * Math.abs(to[i]! - from[i]!) + 1e-9)
        })
      }),
    )
  })

  test('of one step is refused', () => {
    expect(fractions(3)).toEqual([0, 0.5, 1])
    expect(() => fractions(1)).toThrow('at least its two ends, got 1')
  })
})

describe('traversal', () => {
  test('moves one latent only, with the start in the middle', () => {
    const start = Float64Array.of(1, -2, 5)
    const rows = traversal(start, 1, offsets(5, 3))
    expect(rows.map((row) => [...row])).toEqual([
      [1, -5, 5],
      [1, -3.5, 5],
      [1, -2, 5],
      [1, -0.5, 5],
      [1, 1, 5],
    ])
    expect([...start]).toEqual([1, -2, 5])
  })

  test.each([1, 4])('in %d steps is refused', (count) => {
    expect(() => offsets(count, 3)).toThrow(`an odd count from 3, got ${count}`)
  })

  test('begins with the latents whose codes vary most', () => {
    const spread = deviations([Float64Array.of(0, 1, 2), Float64Array.of(6, 1, -2)])
    expect([...spread]).toEqual([3, 0, 2])
    expect(mostVarying(spread, 2)).toEqual([0, 2])
    expect(mostVarying(Float64Array.of(1, 1, 1), 2)).toEqual([0, 1])
  })
})

describe('a fitted Gaussian', () => {
  const random = seededRandom(3)
  const draws = random.normal(3 * 4000)
  // z = (1, -1, 2) + A eps with a full A, and a fourth coordinate that never moves.
  const mix = (a: number, b: number, c: number) => [1 + 2 * a, -1 + a + b, 2 - a + 0.5 * c, 7]
  const rows: Rows = Array.from({ length: 4000 }, (_, i) =>
    Float64Array.from(mix(draws[3 * i]!, draws[3 * i + 1]!, draws[3 * i + 2]!)),
  )
  const fitted = fitGaussian(rows)

  test('has the rows’ mean and covariance, which its axes multiply to', () => {
    const mean = meanRow(rows)
    expect([...fitted.mean]).toEqual([...mean])
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 4; j++) {
        const direct = rows.reduce((sum, row) => sum + (row[i]! - mean[i]!) * (row[j]! - mean[j]!), 0) / 4000
        expect(fitted.axes.reduce((sum, axis) => sum + axis[i]! * axis[j]!, 0)).toBeCloseTo(direct, 9)
      }
  })

  test('is drawn with that covariance, and keeps still what never moved', () => {
    const again = fitGaussian(drawGaussian(fitted, 20_000, random.split('draws')))
    const truth = [4, 2, -2, 2, 1.25]
    const entry = (i: number, j: number) => again.axes.reduce((sum, axis) => sum + axis[i]! * axis[j]!, 0)
    const found = [entry(0, 0), entry(0, 1), entry(0, 2), entry(1, 1), entry(2, 2)]
    // Five standard errors of both estimates: that of an entry is at most sqrt(2 / n) times the largest variance, 4.
    const bound = 5 * 4 * (Math.sqrt(2 / 4000) + Math.sqrt(2 / 20_000))
    truth.forEach((value, k) => {
      expect(Math.abs(found[k]! - value)).toBeLessThan(bound)
    })
    expect(again.mean[3]).toBeCloseTo(7, 9)
    expect(entry(3, 3)).toBeLessThan(1e-12)
  })

  test('of equal seeds gives equal draws; of one row is refused', () => {
    const draw = () => drawGaussian(fitted, 3, seededRandom(5))
    expect(draw()).toEqual(draw())
    expect(() => fitGaussian([Float64Array.of(1)])).toThrow('at least two rows, got 1')
  })
})
