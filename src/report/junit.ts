import { type Content, type Markup, markup } from './markup.ts'
import { distinct } from './pivot.ts'
import type { Report } from './report.ts'
import { countsOf, type Row } from './row.ts'
import { headlineOf, sentencesOf } from './sentence.ts'

/** JUnit XML for continuous integration: a suite for each model on each engine, a test case for each check. */
export function renderJunit({
  title,
  startedAt,
  rows,
}: Pick<Report, 'title' | 'startedAt' | 'rows'>): string {
  const suites = distinct(rows.map(({ model }) => model)).flatMap((model) => {
    const own = rows.filter((row) => row.model === model)
    return distinct(own.map(({ engine }) => engine)).map((engine) =>
      suite(
        `${model} on ${engine}`,
        startedAt,
        own.filter((row) => row.engine === engine),
      ),
    )
  })
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${title}" ${totals(rows)}>${suites}
</testsuites>
`.text
}

function totals(rows: readonly Row[]): Markup {
  const counts = countsOf(rows)
  const skipped = counts['not applicable'] + counts.inconclusive
  return markup`tests="${rows.length}" failures="${counts.fail}" errors="${counts.error}" skipped="${skipped}"`
}

const suite = (name: string, startedAt: string, rows: readonly Row[]): Markup => markup`
  <testsuite name="${name}" timestamp="${startedAt}" ${totals(rows)}>${rows.map(testCase)}
  </testsuite>`

const testCase = (row: Row): Markup => markup`
    <testcase classname="${row.model}.${row.engine}" name="${row.kind} ${row.name}">${outcomeOf(row)}</testcase>`

function outcomeOf(row: Row): Content {
  switch (row.verdict) {
    case 'pass':
      return ''
    case 'fail':
      return markup`<failure type="${row.kind}" message="${headlineOf(row)}">${sentencesOf(row).join('\n')}</failure>`
    case 'error':
      return markup`<error type="error" message="${headlineOf(row)}">${sentencesOf(row).join('\n')}</error>`
    default:
      return markup`<skipped message="${[row.verdict, row.reason].filter(Boolean).join(': ')}"/>`
  }
}
