import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCsv } from '../../src/data/csv.ts'
import { readOrRefuse, refusal } from './damage.ts'

const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const tables = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }))
  .chain(([rows, columns]) => {
    const row = fc.array(finite, { minLength: columns, maxLength: columns })
    return fc.array(row, { minLength: rows, maxLength: rows })
  })
const separators = fc.constantFrom(',', ';', '\t')
const lineEnds = fc.constantFrom('\n', '\r\n', '\r')

describe('readCsv', () => {
  test('gives back every finite number, with and without a header, of any separator', () => {
    fc.assert(
      fc.property(tables, separators, lineEnds, fc.boolean(), (rows, separator, end, hasHeader) => {
        const columns = rows[0]!.map((_, i) => `c${i}`)
        const lines = rows.map((row) =>
          row.map((value) => (Object.is(value, -0) ? '-0' : `${value}`)).join(separator),
        )
        const text = (hasHeader ? [columns.join(separator), ...lines] : lines).join(end) + end
        for (const input of [text, new TextEncoder().encode(`\ufeff${text}`)]) {
          const table = readCsv(input)
          expect([...table.values.shape]).toEqual([rows.length, columns.length])
          expect(Array.from(table.values.data)).toEqual(rows.flat())
          expect(table.columns).toEqual(hasHeader ? columns : undefined)
        }
      }),
    )
  })

  test('names the line and the column of a cell that is no number', () => {
    fc.assert(
      fc.property(
        tables,
        fc.nat(),
        fc.constantFrom('x', '', '0x10', '1,5', '1e', '--1', '1 2'),
        (rows, pick, bad) => {
          const [row, column] = [pick % rows.length, pick % rows[0]!.length]
          const cells = [rows[0]!.map(() => '1'), ...rows.map((values) => values.map(String))]
          cells[row + 1]![column] = bad
          cells.push(rows[0]!.map(() => '2'))
          const text = cells.map((line) => line.join(';')).join('\n')
          // A single column has no separator from which the semicolon could be told.
          fc.pre(rows[0]!.length > 1)
          const message = refusal(() => readCsv(text, { name: 't.csv' }))
          expect(message.startsWith(`t.csv: line ${row + 2}, column ${column + 1}: `)).toBe(true)
        },
      ),
    )
  })

  test.each([
    ['a short row', '1,2\n3\n', 'line 2: expected 2 columns as in line 1, got 1'],
    ['a long row', 'a,b\n3,4\n5,6,7\n', 'line 3: expected 2 columns as in line 1, got 3'],
    ['an empty line', '1,2\n\n3,4\n', 'line 2: expected 2 columns as in line 1, got 1'],
    ['NaN', '1,2\nnan,4\n', 'line 2, column 1: "nan" is not finite'],
    ['NaN in the first line', 'nan,inf\n', 'line 1, column 1: "nan" is not finite'],
    ['an overflow', '1\n1e999\n', 'line 2, column 1: "1e999" is not finite'],
    ['a header alone', 'a,b\n', 'no rows of numbers'],
    ['nothing', '', 'no rows of numbers'],
  ])('refuses %s', (_, text, message) => {
    expect(refusal(() => readCsv(text))).toContain(message)
  })

  test('any bytes give finite numbers or one sentence', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.string({ maxLength: 40 }), (bytes, text) => {
        for (const input of [bytes, text]) {
          const table = readOrRefuse(() => readCsv(input))
          if (table) expect(table.values.data.every(Number.isFinite)).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })
})
