import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { areaUnderRoc, rocCurve } from '../../src/statistics/roc.ts'

/** Few values, so that there are ties. */
const scores = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 })

const pairByPair = (negatives: number[], positives: number[]): number => {
  const won = positives.flatMap((p) => negatives.map((n) => (p > n ? 1 : p === n ? 0.5 : 0)))
  return won.reduce((sum: number, one) => sum + one, 0) / won.length
}

const trapezoids = (curve: readonly (readonly [number, number])[]): number =>
  curve
    .slice(1)
    .reduce((area, [x, y], i) => area + ((x - (curve[i]?.[0] ?? 0)) * (y + (curve[i]?.[1] ?? 0))) / 2, 0)

describe('the area under the ROC', () => {
  test('is the share of pairs in order, a tie one half', () => {
    fc.assert(
      fc.property(scores, scores, (negatives, positives) => {
        expect(areaUnderRoc({ negatives, positives })).toBeCloseTo(pairByPair(negatives, positives), 12)
      }),
    )
  })

  test("is the trapezoids' area under the curve", () => {
    fc.assert(
      fc.property(scores, scores, (negatives, positives) => {
        const curve = rocCurve({ negatives, positives })
        expect(trapezoids(curve)).toBeCloseTo(areaUnderRoc({ negatives, positives }), 12)
        expect(curve[0]).toEqual([0, 0])
        expect(curve.at(-1)).toEqual([1, 1])
      }),
    )
  })

  test('turns around with the scores, and only their order counts', () => {
    fc.assert(
      fc.property(scores, scores, (negatives, positives) => {
        const area = areaUnderRoc({ negatives, positives })
        const by = (f: (score: number) => number) =>
          areaUnderRoc({ negatives: negatives.map(f), positives: positives.map(f) })
        expect(by((score) => -score)).toBeCloseTo(1 - area, 12)
        expect(by(Math.exp)).toBe(area)
      }),
    )
  })

  test('is 1 for a perfect detector, 0 for a perfectly wrong one, 1/2 for one that knows nothing', () => {
    expect(areaUnderRoc({ negatives: [1, 2], positives: [3, 4] })).toBe(1)
    expect(areaUnderRoc({ negatives: [3, 4], positives: [1, 2] })).toBe(0)
    expect(areaUnderRoc({ negatives: [7, 7], positives: [7] })).toBe(0.5)
  })

  test('is NaN where a score is, wherever it stands', () => {
    expect(areaUnderRoc({ negatives: [1, Number.NaN], positives: [2] })).toBeNaN()
    expect(areaUnderRoc({ negatives: [1], positives: [Number.NaN, 2] })).toBeNaN()
  })

  test('needs cases of both kinds', () => {
    expect(() => areaUnderRoc({ negatives: [], positives: [1] })).toThrow('got 0 negatives and 1 positives')
    expect(() => rocCurve({ negatives: [1], positives: [] })).toThrow(RangeError)
  })
})
