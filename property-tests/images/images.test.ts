import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bicubicTwice } from '../../src/images/bicubic.ts'
import { gaussianFilter } from '../../src/images/gaussian-filter.ts'
import { bold, outline } from '../../src/images/morphology.ts'
import { quarterTurn } from '../../src/images/rotation.ts'

const images = fc
  .integer({ min: 1, max: 9 })
  .chain((side) =>
    fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: side ** 2, maxLength: side ** 2 }),
  )

const farthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, cell, i) => Math.max(most, Math.abs(cell - b[i])), 0)

describe('the Gaussian filter', () => {
  // scipy.ndimage.gaussian_filter(x, sigma, mode='nearest', truncate=4), SciPy 1.10.
  test("gives SciPy's numbers", () => {
    const blurred = gaussianFilter([1, 5, 2, 0, 3, 7, 4, 4, 6], 0.8)
    const scipy = [
      1.73291614, 3.27464825, 3.47202601, 1.91861277, 3.56282782, 5.00301612, 3.26621073, 4.18771212,
      5.53383094,
    ]
    expect(blurred.length).toBe(9)
    expect(farthest(blurred, scipy)).toBeLessThan(1e-8)
  })

  test('keeps what is constant, and the range of what is not', () => {
    fc.assert(
      fc.property(images, fc.double({ min: 0.1, max: 3, noNaN: true }), (image, sigma) => {
        const blurred = gaussianFilter(image, sigma)
        expect(Math.max(...blurred)).toBeLessThanOrEqual(Math.max(...image) + 1e-12)
        expect(Math.min(...blurred)).toBeGreaterThanOrEqual(Math.min(...image) - 1e-12)
      }),
    )
  })

  test('of no width leaves the image as it is', () => {
    expect(Array.from(gaussianFilter([1, 2, 3, 4], 0))).toEqual([1, 2, 3, 4])
  })

  test('refuses what is not square', () => {
    expect(() => gaussianFilter([1, 2, 3], 1)).toThrow('expected a square image, got 3 pixels')
  })
})

describe('bicubic interpolation', () => {
  const sampled = (side: number, of: (x: number, y: number) => number, step: number) =>
    Array.from({ length: side ** 2 }, (_, i) =>
      of(((i % side) + 0.5) * step, (Math.floor(i / side) + 0.5) * step),
    )

  test('is exact for quadratics, away from the border', () => {
    const quadratic = (x: number, y: number) => 1 - x + 0.3 * y + 0.5 * x * x - 0.2 * x * y + 0.1 * y * y
    const enlarged = bicubicTwice(sampled(8, quadratic, 1))
    const truth = sampled(16, quadratic, 0.5)
    for (let row = 4; row < 12; row++) {
      for (let column = 4; column < 12; column++) {
        expect(Math.abs(enlarged[16 * row + column] - truth[16 * row + column])).toBeLessThan(1e-12)
      }
    }
  })

  test('an impulse becomes the kernel at quarters', () => {
    const impulse = new Float64Array(49)
    impulse[24] = 1
    // Keys at 1/4, 3/4, 5/4 and 7/4 with a = -1/2.
    const quarters = [111 / 128, 29 / 128, -9 / 128, -3 / 128]
    const line = bicubicTwice(impulse).subarray(14 * 7, 14 * 8)
    quarters.forEach((weight, i) => {
      expect(line[7 + i]).toBeCloseTo(weight * quarters[0], 14)
      expect(line[6 - i]).toBeCloseTo(weight * quarters[0], 14)
    })
  })

  test('keeps what is constant', () => {
    expect(farthest(bicubicTwice([0.3, 0.3, 0.3, 0.3]), new Float64Array(16).fill(0.3))).toBeLessThan(1e-15)
    expect(Array.from(bicubicTwice([0.25]))).toEqual([0.25, 0.25, 0.25, 0.25])
  })
})

describe('morphology', () => {
  const patch = [0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]

  test('leaves a patch its rim', () => {
    const rim = [0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    expect(Array.from(outline(patch))).toEqual(rim)
  })

  test('makes a patch a pixel bolder on each side, and no image paler', () => {
    const bolder = [0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 0]
    expect(Array.from(bold(patch))).toEqual(bolder)
    expect(Array.from(bold([0.25, 0.5, 0, 0]))).toEqual([0.5, 0.5, 0.25, 0.5])
  })

  test('refuses images that are not square', () => {
    expect(() => bold([1, 2, 3])).toThrow(/square image, got 3 pixels/)
  })
})

test('a quarter turn goes clockwise, and four are none', () => {
  expect(Array.from(quarterTurn([1, 2, 3, 4]))).toEqual([3, 1, 4, 2])
  fc.assert(
    fc.property(images, (image) => {
      const around = quarterTurn(quarterTurn(quarterTurn(quarterTurn(image))))
      expect(around).toEqual(Float32Array.from(image))
    }),
  )
})
