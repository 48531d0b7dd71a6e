import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { renderHtml } from '../../src/report/html.ts'
import { imageStrip } from '../../src/report/plots/image-grid.ts'
import { lossCurve } from '../../src/report/plots/loss-curve.ts'
import type { Figure, Report } from '../../src/report/report.ts'
import { anyRow, anyText, reportOf, rowWith } from './rows.ts'

const xmlOf = (html: string) => html.replace(/^<!doctype html>\n/, '')

test('whatever the rows hold, the page is well-formed and holds no script', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 6 }), anyText, (rows, title) => {
      const html = renderHtml(reportOf(rows, { title }))
      expect(XMLValidator.validate(xmlOf(html))).toBe(true)
      expect(html).not.toMatch(/<script/i)
    }),
    { numRuns: 60 },
  )
})

test('names are escaped wherever they stand', () => {
  const hostile = '<script>alert("1")</script>'
  const rows = [
    rowWith({
      model: hostile,
      engine: hostile,
      name: hostile,
      verdict: 'fail',
      reason: hostile,
      at: hostile,
      replay: hostile,
    }),
    rowWith({ model: hostile, engine: hostile, name: hostile, verdict: 'not applicable', reason: hostile }),
  ]
  const figures: Figure[] = [
    { model: hostile, title: hostile, caption: hostile, png: imageStrip([new Float32Array(4)], 2, 2, 1) },
    {
      model: hostile,
      title: hostile,
      caption: hostile,
      ...lossCurve([{ label: hostile, points: [[0, 1]] }]),
    },
  ]
  const notes = {
    models: [{ name: hostile, title: hostile, source: hostile, statement: hostile }],
    checks: [{ name: hostile, statement: hostile }],
    engines: [{ name: hostile, executor: hostile }],
  }
  const html = renderHtml(reportOf(rows, { figures, title: hostile, startedAt: hostile, ...notes }))
  expect(html).not.toContain('<script')
  expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;')
  expect(XMLValidator.validate(xmlOf(html))).toBe(true)
})

test('the page fetches nothing', () => {
  const html = renderHtml(reportOf([rowWith()]))
  expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
    /https?:|src="(?!data:)|url\(|@import/,
  )
  expect(html).toContain('content="default-src &#39;none&#39;; ')
})

test("an engine's executor stands beside it where it is known, and nothing where it is not", () => {
  const header = (engines: Report['engines']) =>
    /<dt>Engines<\/dt>.*?<\/dd>/s.exec(renderHtml(reportOf([rowWith()], { engines })))![0]
  expect(header([{ name: 'onnx', executor: 'onnxruntime-node' }])).toContain(
    '<code>onnx</code> <span class="soft">onnxruntime-node</span>',
  )
  expect(header([{ name: 'onnx' }])).toContain('<li><code>onnx</code></li>')
})

test('the same report gives the same bytes', () => {
  const report = reportOf([rowWith(), rowWith({ verdict: 'fail', error: 1 })])
  expect(renderHtml(report)).toBe(renderHtml(report))
})

test.each([
  ['Every check that applies holds.', [rowWith()]],
  ['One check fails.', [rowWith(), rowWith({ verdict: 'fail' }), rowWith({ verdict: 'error' })]],
  ['2 checks could not be run.', [rowWith({ verdict: 'error' }), rowWith({ verdict: 'error' })]],
  ['Nothing was tested.', []],
] as const)('the verdict reads: %s', (verdict, rows) => {
  expect(renderHtml(reportOf(rows))).toContain(verdict)
})

test('a bar is as long as the logarithm of the residual, and never leaves its track', () => {
  const widthAt = (error: number) => {
    const html = renderHtml(reportOf([rowWith({ error, tolerance: 1 })]))
    return Number(/<rect class="pass" y="2.5" width="([\d.]+)"/.exec(html)![1])
  }
  expect([0, 1e-9, 1e-2, 1, 1e9, Number.NaN].map(widthAt)).toEqual([0, 0, 50, 75, 100, 100])
})

test('pictures have alternative texts, tables headers with scopes', () => {
  const png = imageStrip([new Float32Array(4)], 2, 2, 3)
  const figures = [{ model: 'none of the rows', title: 'Four pixels', caption: 'Black.', png }]
  const html = renderHtml(reportOf([rowWith()], { figures }))
  const document: unknown = new XMLParser({ ignoreAttributes: false }).parse(xmlOf(html))
  expect(JSON.stringify(document)).toContain('"@_alt":"Four pixels. Black."')
  expect(html).toContain('width="6"')
  for (const header of html.match(/<th\b[^>]*>/g)!) expect(header).toContain('scope=')
})
