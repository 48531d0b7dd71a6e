import { expect, test } from 'vitest'
import { type Beside, rowsOf, type Samples } from '../../bench/report/rows.ts'
import { renderRows } from '../../bench/report/table.ts'

const rowsFor = (samples: Samples, beside: Partial<Beside> = {}) =>
  rowsOf({ suite: 'train', name: 'realnvp-2d' }, samples, { references: ['pytorch', 'tfjs-wasm'], ...beside })

test('a row has the ratios of medians to the references that ran, but not to itself', () => {
  const rows = rowsFor(
    new Map([
      ['onnx', [[1, 2, 30], [3]]],
      ['pytorch', [[4], [10]]],
      ['tfjs-wasm', [[8, 8]]],
    ]),
  )
  expect(rows[0]).toEqual({
    suite: 'train',
    case: 'realnvp-2d',
    runner: 'onnx',
    median_ms: 2.5,
    interval_ms: null,
    rounds: 2,
    samples: 4,
    ratio_to: {
      pytorch: { median: 0.4, interval: null },
      'tfjs-wasm': { median: 0.25, interval: null },
    },
  })
  expect(Object.keys(rows[1].ratio_to)).toEqual(['tfjs-wasm'])
  expect(rowsFor(new Map([['onnx', [[1]]]]))[0].ratio_to).toEqual({})
})

test('a ratio is taken round by round, so that what slows a whole round down changes nothing', () => {
  const disturbed = [1, 1, 9, 1, 4, 1, 2]
  const samples = new Map([
    ['onnx', disturbed.map((factor) => [3 * factor])],
    ['pytorch', disturbed.map((factor) => [6 * factor])],
  ])
  expect(rowsFor(samples)[0].ratio_to.pytorch).toEqual({ median: 0.5, interval: [0.5, 0.5] })
})

test('a runner that cannot do it has a row that says why, and nothing is compared with it', () => {
  const [onnx, tfjs] = rowsFor(
    new Map<string, number[][] | string>([
      ['onnx', [[2]]],
      ['tfjs-wasm', 'no kernel Conv2DBackpropFilter'],
    ]),
  )
  expect(onnx.ratio_to).toEqual({})
  expect([tfjs.median_ms, tfjs.samples, tfjs.note]).toEqual([null, 0, 'no kernel Conv2DBackpropFilter'])
  expect(renderRows([onnx, tfjs])).toContain('no kernel Conv2DBackpropFilter')
})

test('the share of the ceiling is that of whatever takes longer, arithmetic or memory', () => {
  const ceilings = { gemm: { median: 50, interval: null }, copy: { median: 10, interval: null } }
  const shareOf = (flops: number, bytes: number) =>
    rowsFor(new Map([['onnx', [[4]]]]), { ceilings, work: { flops, bytes } })[0].of_ceiling
  expect(shareOf(100e6, 5e6)).toBeCloseTo(2 / 4, 12)
  expect(shareOf(100e6, 30e6)).toBeCloseTo(3 / 4, 12)
})
