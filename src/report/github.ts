import { countsOf, type Row, summaryOf, troublesOf } from './row.ts'
import { headlineOf, sentencesOf } from './sentence.ts'
import { marks, showNumber, showText } from './show.ts'

const levels = { fail: 'error', error: 'error', inconclusive: 'warning' } as const

/** A workflow command a line for every row that someone has to look at: GitHub shows them beside the job. */
export const renderAnnotations = (rows: readonly Row[]): string =>
  troublesOf(rows)
    .map((row) => {
      const level = levels[row.verdict as keyof typeof levels]
      const title = `${row.name}: ${row.verdict}`
      return `::${level} title=${escapeProperty(title)}::${escapeData(sentencesOf(row).map(showText).join('\n'))}\n`
    })
    .join('')

/** The rows as Markdown, for the page of the job: what went wrong, and everything else folded away. */
export function renderSummary(title: string, rows: readonly Row[]): string {
  const troubles = troublesOf(rows).map((row) => `- ${marks[row.verdict]} ${escapeMarkdown(headlineOf(row))}`)
  const lines = rows.map(
    (row) =>
      `| ${marks[row.verdict]} ${row.verdict} | ${escapeMarkdown(row.name)} | ${escapeMarkdown(row.engine)} | ${number(row.error)} | ${number(row.tolerance)} |`,
  )
  const isOpen = countsOf(rows).fail > 0 ? ' open' : ''
  return [
    `## ${escapeMarkdown(title)}`,
    '',
    `**${summaryOf(rows)}**`,
    '',
    ...troubles,
    ...(troubles.length > 0 ? [''] : []),
    `<details${isOpen}><summary>Every check</summary>`,
    '',
    '| verdict | check | engine | error | tolerance |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
    '',
    '</details>',
    '',
  ].join('\n')
}

const number = (of: number | undefined): string => (of === undefined ? '' : showNumber(of))

/** GitHub's own encoding of what a workflow command says. */
const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const escapeProperty = (text: string): string =>
  escapeData(showText(text)).replaceAll(':', '%3A').replaceAll(',', '%2C')

/** One line, in which nothing is markup. */
const escapeMarkdown = (text: string): string =>
  showText(text)
    .replace(/[\\`*_{}[\]#|~]/g, (mark) => `\\${mark}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;')
