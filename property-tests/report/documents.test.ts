import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import ndarray from 'ndarray'
import { expect, test } from 'vitest'
import { runDocument, subjectDocument } from '../../src/report/json.ts'
import { renderJunit } from '../../src/report/junit.ts'
import { toPlain } from '../../src/report/plain.ts'
import { showNumber } from '../../src/report/show.ts'
import { anyRow, reportOf, rowWith } from './rows.ts'

const rows = [
  rowWith(),
  rowWith({ verdict: 'fail', error: Number.NaN, name: 'a <b> & "c"' }),
  rowWith({ verdict: 'error', reason: 'crashed:\u0000\u001b[31m', engine: 'float64' }),
  rowWith({ verdict: 'inconclusive', reason: 'identity weights', engine: 'float64' }),
  rowWith({ verdict: 'not applicable', engine: 'float64' }),
]

test('JUnit: suites, counts and messages as a reader finds them', () => {
  const xml = renderJunit(reportOf(rows))
  const { testsuites } = new XMLParser({ ignoreAttributes: false }).parse(xml)
  expect(testsuites).toMatchObject({ '@_tests': '5', '@_failures': '1', '@_errors': '1', '@_skipped': '2' })
  const [onnx, float64] = testsuites.testsuite
  expect(onnx['@_name']).toBe('realnvp on onnx')
  expect(onnx.testcase[1]['@_name']).toBe('law a <b> & "c"')
  expect(onnx.testcase[1].failure['@_message']).toContain('NaN never passes')
  expect(float64.testcase[0].error['#text']).toContain('Reason: crashed:\ufffd\ufffd[31m')
  expect(float64.testcase[1].skipped['@_message']).toBe('inconclusive: identity weights')
})

test('JUnit is well-formed, whatever the rows hold', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 6 }), (some) => {
      expect(XMLValidator.validate(renderJunit(reportOf(some)))).toBe(true)
    }),
    { numRuns: 100 },
  )
})

test('the run document keeps NaN, counts, and says the exit code', () => {
  const document = JSON.parse(runDocument(reportOf(rows)))
  expect(document).toMatchObject({ touchstone: 1, seed: 7, exitCode: 1, counts: { pass: 1, fail: 1 } })
  expect(document.rows[1].error).toBe('NaN')
  expect(document.rows[0]).toEqual(rows[0])
})

test('any row can be written as JSON', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 4 }), (some) => {
      expect(JSON.parse(runDocument(reportOf(some))).rows).toHaveLength(some.length)
    }),
  )
})

test('a subject document is the one that the contract shows', () => {
  const head = { subject: 'RealNVP, six couplings', kind: 'flow', seed: 7 }
  const verdict = { law: 'flow/inverse', verdict: 'fail', error: 0.31, tolerance: 1e-4 } as const
  expect(JSON.parse(subjectDocument(head, [verdict]))).toEqual({
    touchstone: 1,
    ...head,
    verdicts: [verdict],
  })
})

test('tensors become nested lists, and float32 the shortest decimals that mean the same', () => {
  const x = ndarray(Float32Array.of(0.1, 2, Number.POSITIVE_INFINITY, 1e-7), [2, 2])
  expect(toPlain({ x })).toEqual({
    x: [
      [0.1, 2],
      ['Infinity', 1e-7],
    ],
  })
  expect(toPlain(x.transpose(1, 0))).toEqual([
    [0.1, 'Infinity'],
    [2, 1e-7],
  ])
  const self: { me?: unknown } = {}
  self.me = self
  expect(toPlain(self)).toEqual({ me: '(circular)' })
})

test.each([
  [0, '0'],
  [-0, '0'],
  [3.14e-7, '3.1e-7'],
  [1e-5, '1e-5'],
  [0.25, '0.25'],
  [9999, '1e+4'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, '∞'],
])('%d is shown as %s', (x, shown) => {
  expect(showNumber(x)).toBe(shown)
})
