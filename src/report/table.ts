import Table from 'cli-table3'
import pc from 'picocolors'
import type { Outcome } from '../laws/law.ts'
import { type CheckLine, type ModelTable, pivot } from './pivot.ts'
import { exitCodeOf, type Row, summaryOf, troublesOf } from './row.ts'
import { sentencesOf } from './sentence.ts'
import { marks, showNumber, showText } from './show.ts'

export interface TableOptions {
  /** The columns that there are; 100 to 120 read best. */
  readonly width?: number
  readonly colour?: boolean
}

type Colours = ReturnType<typeof pc.createColors>

/** Whether to colour what goes to a stream: a terminal, and the user did not set NO_COLOR. */
export const wantsColour = (stream: { readonly isTTY?: boolean }): boolean =>
  stream.isTTY === true && pc.isColorSupported

/** The rows for a terminal: a table a model, a summary, and in full sentences what went wrong. */
export function renderTable(
  rows: readonly Row[],
  { width = 110, colour = false }: TableOptions = {},
): string {
  const colours = pc.createColors(colour)
  const tables = pivot(rows).flatMap((table) => modelTables(table, width, colours))
  return [...tables, summaryLine(rows, colours), ...troubleLines(rows, width, colours)]
    .join('\n\n')
    .concat('\n')
}

function summaryLine(rows: readonly Row[], colours: Colours): string {
  const paint = [colours.green, colours.red, colours.yellow][exitCodeOf(rows)]!
  return colours.bold(paint(summaryOf(rows)))
}

function troubleLines(rows: readonly Row[], width: number, colours: Colours): string[] {
  return troublesOf(rows).map((row) => {
    const [headline, ...details] = sentencesOf(row).map(showText)
    const mark = paintOf(row.verdict, colours)(marks[row.verdict])
    return [...fold(headline!, width - 2), ...details.flatMap((detail) => fold(detail, width - 2))]
      .map((line, i) => (i === 0 ? `${mark} ${line}` : `  ${line}`))
      .join('\n')
  })
}

/** Lines of at most `width` characters, broken at spaces where there are any. */
function fold(text: string, width: number): string[] {
  const lines = text.match(new RegExp(`\\S.{0,${width - 1}}(?=\\s|$)|\\S{1,${width}}`, 'gu'))
  return lines ?? []
}

const paintOf = (verdict: Outcome, colours: Colours) =>
  ({
    pass: colours.green,
    fail: colours.red,
    'not applicable': colours.dim,
    inconclusive: colours.yellow,
    error: colours.magenta,
  })[verdict]

/** Where the engines do not fit side by side, the model gets further tables. */
function modelTables(table: ModelTable, width: number, colours: Colours): string[] {
  const engines = table.engines.map((engine) => ({ engine, width: columnWidth(table, engine) }))
  const together = engines.reduce((sum, column) => sum + column.width, 0)
  const longest = Math.max(...table.checks.map(({ name }) => showText(name).length)) + 2
  const nameWidth = Math.min(longest, Math.max(50, width - kindWidth - together))
  return packed(engines, width - kindWidth - nameWidth).map((columns) => {
    const widths = [kindWidth, nameWidth, ...columns.map((column) => column.width)]
    const title = fold(showText(table.model), width).map(colours.bold).join('\n')
    const names = columns.map(({ engine }) => engine)
    return `${title}\n${drawTable(table, names, widths, colours)}`
  })
}

/** The columns in groups that fit within a width, in their order; a column too wide for any stands alone. */
function packed<Column extends { width: number }>(columns: readonly Column[], width: number): Column[][] {
  const groups: Column[][] = []
  let left = 0
  for (const column of columns) {
    if (groups.length === 0 || column.width > left) {
      groups.push([])
      left = width
    }
    groups.at(-1)!.push(column)
    left -= column.width
  }
  return groups
}

const kindWidth = 'golden'.length + 2

/** A foreign program's name may be a whole command line: it is folded. */
const columnWidth = ({ checks }: ModelTable, engine: string): number =>
  2 +
  Math.max(
    Math.min(24, showText(engine).length),
    ...checks.map(({ cells }) => cellText(cells.get(engine)).length),
  )

function drawTable(
  { checks }: ModelTable,
  engines: readonly string[],
  colWidths: number[],
  colours: Colours,
): string {
  const table = new Table({ colWidths, chars: ruleless, style: plainStyle })
  table.push(['', '', ...engines.map((engine, i) => foldIn(engine, colWidths[i + 2]!, colours.dim))])
  table.push(...checks.map((check) => lineOf(check, engines, colWidths[1]!, colours)))
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

function lineOf(
  { kind, name, cells }: CheckLine,
  engines: readonly string[],
  nameWidth: number,
  colours: Colours,
) {
  const shown = engines.map((engine) => {
    const row = cells.get(engine)
    return row ? paintOf(row.verdict, colours)(cellText(row)) : ''
  })
  return [colours.dim(kind), foldIn(name, nameWidth, (line) => line), ...shown]
}

// Not the library's own wrapping: it counts the characters of colours.
const foldIn = (text: string, columnWidth: number, paint: (line: string) => string): string =>
  fold(showText(text), columnWidth - 2)
    .map(paint)
    .join('\n')

function cellText(row: Row | undefined): string {
  if (!row) return ''
  const { error, tolerance, verdict } = row
  if (error === undefined) return verdict === 'pass' ? marks.pass : `${marks[verdict]} ${verdict}`
  const limit = tolerance === undefined ? '' : ` / ${showNumber(tolerance)}`
  return `${marks[verdict]} ${showNumber(error)}${limit}`
}

/** No rules at all: the columns stand by themselves, and the output survives being copied. */
const ruleless = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '' },
  ...{ right: '', 'right-mid': '', middle: '' },
}

const plainStyle = { 'padding-left': 0, 'padding-right': 2, head: [], border: [] }
