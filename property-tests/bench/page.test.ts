import { XMLValidator } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import type { BenchDocument } from '../../bench/report/document.ts'
import { renderBenchPage } from '../../bench/report/page.ts'
import { rowsOf } from '../../bench/report/rows.ts'
import { renderScalings } from '../../bench/report/table.ts'
import { growthOf } from '../../bench/scaling/growth.ts'
import type { Scaling } from '../../bench/scaling/scaling.ts'

const about = {
  machine: { cpu: 'a <fast> one', cores: 2, node: 'v20', load: 0.25 },
  startedAt: '2026-01-01T00:00:00.000Z',
  rounds: 7,
  note: 'One thread each.',
  versions: { torch: '1.13.0' },
}

const isWellFormed = (html: string) => XMLValidator.validate(html.replace(/^<!doctype html>\n/, ''))

test('a page of a comparison has the machine, its ceilings, every median and what is lacking', () => {
  const ceilings = { gemm: { median: 50, interval: null }, copy: { median: 10, interval: null } }
  const samples = new Map<string, number[][] | string>([
    ['onnx', [[1.25], [1.5]]],
    ['pytorch', [[2.5], [3]]],
    ['brain.js', 'no <such> net'],
  ])
  const work = { flops: 1e7, bytes: 1 }
  const rows = rowsOf({ suite: 'train', name: 'vae' }, samples, { references: ['pytorch'], ceilings, work })
  const html = renderBenchPage({ ...about, suite: 'train', rows, ceilings })
  expect(isWellFormed(html)).toBe(true)
  for (const told of [
    'a &lt;fast&gt; one',
    '50 GFLOP/s',
    '10 GB/s',
    '0.5 × pytorch',
    'no &lt;such&gt; net',
  ]) {
    expect(html).toContain(told)
  }
})

test('a page, and a table, of growth say how many exponents are as theory has them', () => {
  const sizes = [1, 10]
  const growing = (exponent: number): Scaling => ({
    of: 'matmul',
    against: 'side',
    quantity: 'time',
    runner: `onnx ${exponent}`,
    theory: 3,
    reason: 'n^3 products',
    unit: 'ms',
    ...growthOf(
      sizes,
      sizes.map((n) => [[n ** exponent]]),
    ),
  })
  const scalings = [growing(2.9), growing(2.5)]
  const document: BenchDocument = { ...about, suite: 'scaling', rows: [], scalings }
  const html = renderBenchPage(document)
  expect(isWellFormed(html)).toBe(true)
  expect(html).toContain('1 of 2 exponents come within 0.15 of theory.')
  const [good, bad] = renderScalings(scalings)
    .split('\n')
    .filter((line) => line.includes('matmul'))
  expect([good.includes('✓'), bad.includes('✗')]).toEqual([true, true])
})
