import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowsOf } from '../../bench/rows.ts'
import { renderRows } from '../../bench/table.ts'
import { median, medianAbsoluteDeviation } from '../../src/statistics/median.ts'

const times = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 })

test('the median is the number in the middle, or between the two there', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([10, 1, 2, 3])).toBe(2.5)
  expect(() => median([])).toThrow(RangeError)
})

test('half of the numbers are at most the median, half at least, in any order', () => {
  fc.assert(
    fc.property(times, (numbers) => {
      const centre = median(numbers)
      const half = numbers.length / 2
      expect(numbers.filter((x) => x <= centre).length).toBeGreaterThanOrEqual(half)
      expect(numbers.filter((x) => x >= centre).length).toBeGreaterThanOrEqual(half)
      expect(median(numbers.toReversed())).toBe(centre)
    }),
  )
})

test('the median absolute deviation does not see one wild sample, nor a shift', () => {
  expect(medianAbsoluteDeviation([1, 2, 3, 4, 1000])).toBe(1)
  expect(medianAbsoluteDeviation([5, 5, 5])).toBe(0)
  expect(medianAbsoluteDeviation([101, 102, 103, 104, 1100])).toBe(1)
})

test('a row has the ratios of medians to the references that ran, but not to itself', () => {
  const samples = new Map([
    ['onnx', [1, 2, 30]],
    ['pytorch', [4]],
    ['tfjs-wasm', [8, 8]],
  ])
  const rows = rowsOf('train', 'realnvp-2d', samples, ['pytorch', 'tfjs-wasm'])
  expect(rows[0]).toEqual({
    suite: 'train',
    case: 'realnvp-2d',
    runner: 'onnx',
    median_ms: 2,
    mad_ms: 1,
    samples: 3,
    ratio_to: { pytorch: 0.5, 'tfjs-wasm': 0.25 },
  })
  expect(rows[1].ratio_to).toEqual({ 'tfjs-wasm': 0.5 })
  expect(rowsOf('train', 'x', new Map([['onnx', [1]]]), ['pytorch'])[0].ratio_to).toEqual({})
})

test('a runner that cannot do it has a row that says why, and nothing is compared with it', () => {
  const samples = new Map<string, number[] | string>([
    ['onnx', [2]],
    ['tfjs-wasm', 'no kernel Conv2DBackpropFilter'],
  ])
  const [onnx, tfjs] = rowsOf('train', 'x', samples, ['tfjs-wasm'])
  expect(onnx.ratio_to).toEqual({})
  expect([tfjs.median_ms, tfjs.samples, tfjs.note]).toEqual([null, 0, 'no kernel Conv2DBackpropFilter'])
  expect(renderRows([onnx, tfjs], ['tfjs-wasm'])).toContain('no kernel Conv2DBackpropFilter')
})
