import { expect, test } from 'vitest'
import { type GateReport, gateCounters } from '../../src/performance/gate.ts'
import { gateDocument } from '../../src/performance/report/document.ts'
import { showChange } from '../../src/performance/report/lines.ts'
import { renderMarkdown } from '../../src/performance/report/markdown.ts'
import { renderGate } from '../../src/performance/report/table.ts'

const time = {
  benchmark: 'train | <b>vae</b>',
  base: 1,
  head: 1.1,
  ratio: 1.1,
  interval: [1.05, 1.15] as const,
  pValue: 0.001,
  verdict: 'slower' as const,
}
const report: GateReport = {
  times: [
    { ...time, again: time },
    { ...time, benchmark: 'suspect' },
  ],
  ...gateCounters({ kernels: 7, nodes: 3 }, { kernels: 8, nodes: 3 }),
  accept: [],
  warnings: ['the machine is another'],
}
const head = {
  base: 'main',
  head: 'this tree',
  machine: { node: 'v20.0.0', cpu: 'a processor', cores: 2 },
  startedAt: '2026-01-01T00:00:00.000Z',
  rounds: 12,
  threshold: 0.02,
  alpha: 0.05,
}

test('the table says what became worse, what was not seen again, and what is doubtful', () => {
  const text = renderGate(report)
  expect(text).toContain('2 became worse: train | <b>vae</b>, kernels.')
  expect(text).toContain('+5.0 % to +15.0 %')
  expect(text).toContain('alike: slower at first, not again')
  expect(text).toMatch(/kernels\s+│\s+7\s+│\s+8\s+│\s+\+1\s+│\s+more/)
  expect(text).not.toContain('nodes')
  expect(text).toContain('Mind: the machine is another')
})

test('a name in Markdown stays a name, and a row a row', () => {
  const text = renderMarkdown(report, head)
  expect(text).toContain('### ❌ Speed of this tree beside main')
  expect(text).toContain('| train \\| \\<b\\>vae\\</b\\> | 1 | 1.1 | +10.0 % |')
  expect(text).toContain('| kernels | 7 | 8 | +1 | more |')
  expect(text).not.toContain('<b>')
  expect(text).toContain('12 fresh starts of each on a processor, 2 cores, Node v20.0.0.')
})

test('the document holds the rule, the outcome and all of what was compared', () => {
  const document = JSON.parse(gateDocument(head, report))
  expect(document).toMatchObject({ touchstone: 1, base: 'main', rounds: 12, threshold: 0.02, exitCode: 1 })
  expect(document.regressions).toEqual([time.benchmark, 'kernels'])
  expect(document.times[0].again.ratio).toBe(1.1)
})

test('what is accepted is told as such', () => {
  const text = renderGate({ ...report, accept: [time.benchmark, 'kernels'] })
  expect(text).toContain('slower, accepted')
  expect(text).toContain('more, accepted')
  expect(text).toContain('No regression in 2 benchmarks and 2 counters.')
})

test('a change has a sign, and none where it rounds to nothing', () => {
  expect([1.031, 0.97, 1.0001, 0.9999].map(showChange)).toEqual(['+3.1 %', '-3.0 %', '0.0 %', '0.0 %'])
})
