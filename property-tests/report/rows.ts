import fc from 'fast-check'
import { outcomes } from '../../src/laws/law.ts'
import type { Report } from '../../src/report/report.ts'
import type { Row } from '../../src/report/row.ts'

/** Rows as they may come, with names that a careless report would trip over. */
export const anyText = fc.oneof(
  fc.constantFrom(
    'flow/inverse',
    '<script>alert(1)</script>',
    '"&\'',
    '\u001b[31mred',
    'a\nb',
    '密度',
    ']]>',
    '\ud800',
  ),
  fc.string({ minLength: 1, maxLength: 60, unit: 'binary' }),
)

export const anyRow: fc.Arbitrary<Row> = fc
  .record(
    {
      model: anyText,
      engine: anyText,
      kind: fc.constantFrom('golden' as const, 'law' as const),
      name: anyText,
      verdict: fc.constantFrom(...outcomes),
      error: fc.double({ min: 0 }),
      tolerance: fc.double({ min: 0 }),
      reason: anyText,
      at: fc.anything(),
    },
    { requiredKeys: ['model', 'engine', 'kind', 'name', 'verdict'] },
  )
  .map((row): Row => row)

/** A row that passes, with what a test cares about put in its place. */
export const rowWith = (differences: Partial<Row> = {}): Row => ({
  ...{ model: 'realnvp', engine: 'onnx', kind: 'law', name: 'flow/inverse' },
  ...{ error: 1e-7, tolerance: 1e-5, verdict: 'pass' },
  ...differences,
})

/** A report of rows, and nothing else of interest. */
export const reportOf = (rows: readonly Row[], differences: Partial<Report> = {}): Report => ({
  title: 'verify',
  startedAt: '2026-03-14T09:26:53Z',
  machine: { node: 'v20.20.2', cpu: 'a CPU', cores: 2 },
  engines: [{ name: 'onnx', executor: 'onnxruntime-node 1.30.0 on cpu' }],
  figures: [],
  seed: 7,
  rows,
  ...differences,
})
