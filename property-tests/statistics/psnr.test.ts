import { describe, expect, test } from 'vitest'
import { meanPsnr, psnr } from '../../src/statistics/psnr.ts'

describe('psnr', () => {
  test('an error of a tenth of the peak is 20 dB', () => {
    expect(psnr([0.1, 0.3], [0, 0.2])).toBeCloseTo(20, 12)
    expect(psnr([25.5, 25.5], [0, 0], 255)).toBeCloseTo(20, 12)
  })

  test('twice the error is 6 dB less', () => {
    expect(psnr([0.1], [0]) - psnr([0.2], [0])).toBeCloseTo(20 * Math.log10(2), 12)
  })

  test('the truth itself is infinite, NaN is no number', () => {
    expect(psnr([0.1], [0.1])).toBe(Number.POSITIVE_INFINITY)
    expect(psnr([Number.NaN], [0.1])).toBeNaN()
  })

  test('images of other sizes are refused', () => {
    expect(() => psnr([0.1, 0.2], [0.1])).toThrow('expected two images of one size, got 2 and 1 pixels')
    expect(() => psnr([], [])).toThrow(RangeError)
    expect(() => meanPsnr([[0]], [])).toThrow('expected as many images as truths, got 1 and 0')
  })

  test('the mean is that of the ratios, not of the errors', () => {
    const truth = [[0], [0]]
    expect(meanPsnr([[0.1], [0.01]], truth)).toBeCloseTo(30, 12)
  })
})
