import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Outcome } from '../../src/laws/law.ts'
import { pivot } from '../../src/report/pivot.ts'
import { countsOf, exitCodeOf, summaryOf, troublesOf } from '../../src/report/row.ts'
import { ratioOf, worstOf } from '../../src/report/worst.ts'
import { anyRow, rowWith } from './rows.ts'

const truth: readonly (readonly [0 | 1 | 2, readonly Outcome[]])[] = [
  [2, []],
  [0, ['pass']],
  [1, ['fail']],
  [2, ['error']],
  [2, ['not applicable']],
  [2, ['inconclusive']],
  [2, ['inconclusive', 'not applicable']],
  [0, ['pass', 'not applicable']],
  [2, ['pass', 'inconclusive']],
  [1, ['pass', 'fail']],
  [2, ['pass', 'error']],
  [1, ['pass', 'error', 'fail']],
  [1, ['error', 'fail', 'inconclusive', 'not applicable']],
]

test.each(truth)('exit code %i of %j', (code, verdicts) => {
  expect(exitCodeOf(verdicts.map((verdict) => rowWith({ verdict })))).toBe(code)
})

test('the exit code does not depend on the order of the rows', () => {
  fc.assert(fc.property(fc.array(anyRow), (rows) => exitCodeOf(rows) === exitCodeOf([...rows].reverse())))
})

test('the summary counts every row once', () => {
  fc.assert(
    fc.property(fc.array(anyRow), (rows) => {
      const [total, ...parts] = summaryOf(rows).match(/\d+/g)!.map(Number)
      expect(total).toBe(rows.length)
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(rows.length)
    }),
  )
  expect(summaryOf([rowWith()])).toBe('1 row: 1 pass, 0 fail')
})

test('troubles are all rows but those that pass or do not apply, failures first', () => {
  fc.assert(
    fc.property(fc.array(anyRow), (rows) => {
      const troubles = troublesOf(rows)
      const { fail, error, inconclusive } = countsOf(rows)
      expect(troubles.length).toBe(fail + error + inconclusive)
      expect(troubles.slice(0, fail).every(({ verdict }) => verdict === 'fail')).toBe(true)
    }),
  )
})

test('the ratio of a residual to its tolerance', () => {
  expect(ratioOf(rowWith({ error: 2, tolerance: 4 }))).toBe(0.5)
  expect(ratioOf(rowWith({ error: Number.NaN }))).toBe(Number.POSITIVE_INFINITY)
  expect(ratioOf(rowWith({ error: 0, tolerance: 0 }))).toBe(0)
  expect(ratioOf(rowWith({ error: 1, tolerance: 0 }))).toBe(Number.POSITIVE_INFINITY)
  expect(ratioOf({ ...anyUnmeasured })).toBeUndefined()
})

const anyUnmeasured = { model: 'm', engine: 'e', kind: 'law', name: 'n', verdict: 'error' } as const

test('a cell shows its worst row: the verdict first, then the ratio, and NaN above all', () => {
  const small = rowWith({ error: 1e-9 })
  const large = rowWith({ error: 9e-6 })
  const failed = rowWith({ error: 2e-5, verdict: 'fail' })
  const nan = rowWith({ error: Number.NaN, verdict: 'fail' })
  expect(worstOf([small, large])).toBe(large)
  expect(worstOf([failed, large, nan])).toBe(nan)
  expect(worstOf([rowWith({ verdict: 'not applicable' }), small])).toBe(small)
  expect(worstOf([])).toBeUndefined()
})

test('a pivot keeps every row, and every row falls into a cell', () => {
  fc.assert(
    fc.property(fc.array(anyRow), (rows) => {
      const tables = pivot(rows)
      expect(tables.flatMap((table) => table.rows).length).toBe(rows.length)
      for (const { model, engine, kind, name } of rows) {
        const table = tables.find((one) => one.model === model)!
        const check = table.checks.find((one) => one.kind === kind && one.name === name)!
        expect(check.cells.has(engine)).toBe(true)
      }
    }),
  )
})
