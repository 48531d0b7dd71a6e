import { expect, test } from 'vitest'
import { rowsOf } from '../../bench/report/rows.ts'
import { renderRows } from '../../bench/report/table.ts'

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
