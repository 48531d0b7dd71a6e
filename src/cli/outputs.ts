import { randomUUID } from 'node:crypto'
import { appendFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { writeFileAtomically } from '../data/atomic-write.ts'
import { renderAnnotations, renderSummary } from '../report/github.ts'
import { renderHtml } from '../report/html.ts'
import { renderJunit } from '../report/junit.ts'
import type { Report } from '../report/report.ts'
import { renderTable, wantsColour } from '../report/table.ts'
import { checkFolder } from './folder.ts'

/** Where verdicts go, besides the terminal. */
export interface OutputFlags {
  readonly json?: string
  readonly junit?: string
  readonly html?: string
  readonly github?: boolean
}

const forms = ['json', 'junit', 'html'] as const

export const withOutputs = (command: Command): Command =>
  command
    .option('--json <file>', 'write the verdicts as JSON, too')
    .option('--junit <file>', 'write them as JUnit XML, for continuous integration')
    .option('--html <file>', 'write them as a page')
    .addOption(
      new Option('--github', 'annotate the job on GitHub, and write its summary').default(
        process.env.GITHUB_ACTIONS === 'true',
        'where GITHUB_ACTIONS is true',
      ),
    )

/** Before work is done whose outcome could not be kept. */
export function checkOutputs(flags: OutputFlags): void {
  for (const form of forms) checkFolder(`--${form}`, flags[form])
}

/** Writes the files asked for, and prints the table. `document` is what --json writes. */
export async function writeOutputs(report: Report, document: string, flags: OutputFlags): Promise<void> {
  const { json, junit, html, github } = flags
  if (json) await writeFileAtomically(json, document)
  if (junit) await writeFileAtomically(junit, renderJunit(report))
  if (html) await writeFileAtomically(html, renderHtml(report))
  const { stdout } = process
  const table = renderTable(report.rows, { width: stdout.columns ?? 110, colour: wantsColour(stdout) })
  stdout.write(github ? withoutCommands(table) + renderAnnotations(report.rows) : table)
  const summary = process.env.GITHUB_STEP_SUMMARY
  if (github && summary) await appendFile(summary, renderSummary(report.title, report.rows))
}

/** A subject's own words must not become commands to the workflow: none are obeyed between these lines. */
function withoutCommands(text: string): string {
  const token = randomUUID()
  return `::stop-commands::${token}\n${text}::${token}::\n`
}
