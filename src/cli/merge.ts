import { Command } from 'commander'
import { runDocument, subjectDocument } from '../report/json.ts'
import { type RunDocument, readReport, refuse, type SubjectDocument } from '../report/merge/documents.ts'
import { joined } from '../report/merge/shards.ts'
import { distinct } from '../report/pivot.ts'
import type { Report } from '../report/report.ts'
import { exitCodeOf } from '../report/row.ts'
import { thisMachine } from '../report/this-machine.ts'
import { checkOutputs, type OutputFlags, withOutputs, writeOutputs } from './outputs.ts'
import { pageOf } from './verdict-page.ts'

/** `touchstone merge`: the reports of several machines as one. */
export const mergeCommand = (): Command =>
  withOutputs(
    new Command('merge')
      .description('join the --json reports of shards, subjects or engines into one')
      .argument(
        '<report.json...>',
        'what check --json or verify --json wrote; of a shard, all the others, too',
      ),
  )
    .addHelpText('after', '\nExit codes: those of check and verify, of the whole.')
    .action(merge)

async function merge(files: readonly string[], flags: OutputFlags): Promise<void> {
  checkOutputs(flags)
  const documents = await Promise.all(files.map(readReport))
  const runs = documents.filter((document): document is RunDocument => 'rows' in document)
  const subjects = groupsOf(
    documents.filter((document): document is SubjectDocument => 'verdicts' in document),
  )
  const wholes = subjects.map(joined)
  checkDistinct(runs)
  const pages = wholes.map((whole) => pageOf({ touchstone: 1, ...whole }, whole.engine))
  const report = pages.length === 1 && runs.length === 0 ? pages[0] : combined(pages, runs)
  const [only] = wholes
  const document =
    wholes.length === 1 && runs.length === 0 ? subjectDocument(only, only.verdicts) : runDocument(report)
  await writeOutputs(report, document, flags)
  process.exitCode = exitCodeOf(report.rows)
}

/** Documents of one subject on one engine belong together. */
function groupsOf(documents: readonly SubjectDocument[]): SubjectDocument[][] {
  const keyOf = ({ subject, engine }: SubjectDocument) => JSON.stringify([subject, engine])
  return distinct(documents.map(keyOf)).map((key) => documents.filter((document) => keyOf(document) === key))
}

/** No check of a model on an engine may come from two reports. */
function checkDistinct(runs: readonly RunDocument[]): void {
  const seen = new Map<string, string>()
  for (const { file, rows } of runs) {
    const names = distinct(
      rows.map(({ model, engine, kind, name }) => `${kind} ${name} of ${model} on ${engine}`),
    )
    for (const name of names) {
      const before = seen.get(name)
      if (before !== undefined) refuse(file, `holds the ${name}, as ${before} does; give it once`)
      seen.set(name, file)
    }
  }
}

function combined(pages: readonly Report[], runs: readonly RunDocument[]): Report {
  const rows = [...pages.flatMap((page) => page.rows), ...runs.flatMap((run) => run.rows)]
  return {
    title: 'Touchstone: merged',
    startedAt: new Date().toISOString(),
    machine: thisMachine(),
    engines: distinct(rows.map(({ engine }) => engine)).map((name) => ({ name })),
    rows,
    figures: [],
    seed: pages[0]?.seed ?? runs[0].seed,
    checks: pages.flatMap(({ checks }) => checks ?? []),
  }
}
