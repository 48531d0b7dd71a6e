import ndarray, { type NdArray } from 'ndarray'
import { DataError, quote } from './data-error.ts'
import type { ReadOptions } from './read-options.ts'

/** A table of numbers. */
export interface CsvTable {
  /** Names of the columns, where the file starts with a line of them. */
  columns?: string[]
  /** [rows, columns]. */
  values: NdArray<Float64Array>
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const notFinite = /^[+-]?(nan|inf|infinity)$/i

function decode(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new DataError(`${name}: not text in UTF-8; save it as CSV in UTF-8`, { cause: error })
  }
}

function splitLine(line: string, separator: string): string[] {
  return line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
}

function parseCell(place: string, cell: string): number {
  const value = decimal.test(cell) ? Number(cell) : Number.NaN
  if (Number.isFinite(value)) return value
  const problem = decimal.test(cell) || notFinite.test(cell) ? 'is not finite' : 'is not a number'
  const shown = cell === '' ? 'an empty cell' : quote(cell)
  throw new DataError(`${place}: ${shown} ${problem}; write a finite decimal such as -1.5e3`)
}

/**
 * Reads a table of decimals from bytes in UTF-8 or from text. The separator is a tab, semicolon or comma,
 * the first of these that the first line holds; a first line without any number names the columns.
 * Cells may stand in double quotes, but not hold the separator.
 *
 * Throws a DataError, by line and column from 1, for ragged rows, non-numbers, NaN and infinities, and for no rows.
 */
export function readCsv(input: Uint8Array | string, options: Pick<ReadOptions, 'name'> = {}): CsvTable {
  const name = options.name ?? 'CSV data'
  const text = typeof input === 'string' ? input.replace(/^\ufeff/, '') : decode(name, input)
  const lines = text.trimEnd().split(/\r\n|\n|\r/)
  const first = lines[0]!
  const separator = ['\t', ';'].find((candidate) => first.includes(candidate)) ?? ','
  const firstRow = splitLine(first, separator)
  const width = firstRow.length
  const hasHeader = !firstRow.some((cell) => decimal.test(cell) || notFinite.test(cell))
  const start = hasHeader ? 1 : 0
  const rows = lines.length - start
  if (rows < 1) throw new DataError(`${name}: no rows of numbers; write at least one`)
  const values = new Float64Array(rows * width)
  for (let row = 0; row < rows; row++) {
    const line = row + start + 1
    const cells = splitLine(lines[row + start]!, separator)
    if (cells.length !== width) {
      const cure = 'give every line as many cells'
      throw new DataError(
        `${name}: line ${line}: expected ${width} columns as in line 1, got ${cells.length}; ${cure}`,
      )
    }
    cells.forEach((cell, column) => {
      values[row * width + column] = parseCell(`${name}: line ${line}, column ${column + 1}`, cell)
    })
  }
  return { values: ndarray(values, [rows, width]), ...(hasHeader && { columns: firstRow }) }
}
