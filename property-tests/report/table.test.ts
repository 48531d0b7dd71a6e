import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { renderTable, wantsColour } from '../../src/report/table.ts'
import { anyRow, rowWith } from './rows.ts'

const engines = ['gpu:webasm', 'gpu:webgpu', 'onnx', 'float64', 'program:python', 'gpu:cpu', 'torch']
const names = ['flow/inverse', 'flow/density-integrates-to-one', 'gradient/finite-differences']
const rows = ['realnvp', 'vae'].flatMap((model) =>
  engines.flatMap((engine) => names.map((name) => rowWith({ model, engine, name }))),
)

test.each([100, 110, 120])('every name appears within %i columns, however many engines', (width) => {
  const text = renderTable(rows, { width })
  for (const name of [...engines, ...names, 'realnvp', 'vae']) expect(text).toContain(name)
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width)
  expect(text.match(/✓ 1e-7 \/ 1e-5/g)).toHaveLength(rows.length)
})

test('colour changes nothing but the colour', () => {
  const failed = [...rows, rowWith({ verdict: 'fail', error: 1 }), rowWith({ verdict: 'not applicable' })]
  const coloured = renderTable(failed, { colour: true })
  expect(coloured).not.toBe(renderTable(failed))
  expect(stripVTControlCharacters(coloured)).toBe(renderTable(failed))
})

test('NaN is shown as NaN, failed, and told in a sentence', () => {
  const text = renderTable([rowWith({ error: Number.NaN, verdict: 'fail', at: { x: [Number.NaN] } })])
  expect(text).toContain('✗ NaN / 1e-5')
  expect(text).toContain('realnvp on onnx fails the law flow/inverse: error NaN')
  expect(text).toContain('{"x":["NaN"]}')
})

test('a failure is told in full', () => {
  const text = renderTable([
    rowWith({
      verdict: 'fail',
      error: 0.31,
      tolerance: 1e-4,
      at: { x: [[0, 88.8]] },
      reason: 'the order is wrong',
    }),
  ])
  expect(text).toContain('error 0.31 against a tolerance of 1e-4, 3100 times over')
  expect(text).toContain('Reason: the order is wrong')
  expect(text).toContain('Worst at {"x":[[0,88.8]]}')
  expect(text).toContain('1 row: 0 pass, 1 fail')
})

test('what rows hold cannot move the cursor or turn the writing', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 8 }), (some) => {
      expect(renderTable(some)).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u)
    }),
    { numRuns: 60 },
  )
})

test('only a terminal is coloured', () => {
  expect(wantsColour({})).toBe(false)
  expect(wantsColour({ isTTY: false })).toBe(false)
})
