import { Command } from 'commander'
import { writeFileAtomically } from '../data/atomic-write.ts'
import { lawsOf } from '../laws/index.ts'
import { renderHtml } from '../report/html.ts'
import { subjectDocument } from '../report/json.ts'
import { renderJunit } from '../report/junit.ts'
import { progressBar } from '../report/progress.ts'
import type { Row } from '../report/row.ts'
import { renderTable, wantsColour } from '../report/table.ts'
import { thisMachine } from '../report/this-machine.ts'
import { checkSubject, chosenLaws, exitCode, type Report } from '../subjects/check.ts'
import { readManifest } from '../subjects/manifest.ts'
import { openSubject } from '../subjects/open.ts'
import { defaultLimits, type Limits } from '../subjects/processes/limits.ts'
import { checkFolder } from './folder.ts'
import { positiveNumber, seedOption, wholeNumber } from './options.ts'

interface CheckFlags {
  readonly law?: string[]
  readonly seed: number
  readonly runs?: number
  readonly json?: string
  readonly junit?: string
  readonly html?: string
  /** Seconds. */
  readonly callLimit: number
  /** MiB. */
  readonly memoryLimit?: number
}

/** `touchstone check`: holds somebody's implementation to the laws of its kind. */
export const checkCommand = (): Command =>
  new Command('check')
    .description('hold an implementation, described by a subject.json, to the laws of its kind')
    .argument(
      '<subject.json>',
      'the manifest; its ONNX files, or the program it names, lie in the same folder',
    )
    .option('--law <name...>', 'only these laws (touchstone list shows them)')
    .addOption(seedOption())
    .option('--runs <number>', "cases to try of each law, in place of the law's own number", wholeNumber(1))
    .option('--json <file>', 'write the verdicts as JSON, too')
    .option('--junit <file>', 'write them as JUnit XML, for continuous integration')
    .option('--html <file>', 'write them as a page')
    .option('--call-limit <seconds>', 'for one call of a function', positiveNumber, defaultLimits.call)
    .option('--memory-limit <MiB>', 'of what runs the subject', wholeNumber(1))
    .addHelpText(
      'after',
      '\nExit codes: 0 all laws that apply hold, 1 a law is violated, 2 it could not be tested.',
    )
    .action(check)

async function check(path: string, flags: CheckFlags): Promise<void> {
  const { law, seed, runs } = flags
  for (const form of forms) checkFolder(`--${form}`, flags[form])
  const manifest = await readManifest(path)
  const total = chosenLaws(manifest.kind, law).length
  const subject = await openSubject(manifest, limitsOf(flags))
  const bar = progressBar({ title: manifest.name, total })
  let done = 0
  try {
    const report = await checkSubject(subject, {
      seed,
      manifest: path,
      ...(law ? { laws: law } : {}),
      ...(runs ? { runs } : {}),
      onVerdict: () => bar.update(++done),
    })
    bar.stop()
    await writeVerdicts(report, subject.engine, flags)
    process.stdout.write(asTable(report, subject.engine))
    for (const note of report.notes ?? []) process.stdout.write(`note: ${note}\n`)
    process.exitCode = exitCode(report)
  } finally {
    bar.stop()
    await subject.dispose()
  }
}

/** To get ready takes longer than a call, and the more so where calls are slow. */
const limitsOf = ({ callLimit, memoryLimit }: CheckFlags): Limits => ({
  ...defaultLimits,
  start: Math.max(defaultLimits.start, 3 * callLimit),
  call: callLimit,
  ...(memoryLimit ? { memory: memoryLimit * 2 ** 20 } : {}),
})

const forms = ['json', 'junit', 'html'] as const

async function writeVerdicts(
  report: Report,
  engine: string,
  { json, junit, html }: CheckFlags,
): Promise<void> {
  if (json) await writeFileAtomically(json, subjectDocument(report, report.verdicts))
  if (!junit && !html) return
  const page = {
    title: `Touchstone: ${report.subject}`,
    startedAt: new Date().toISOString(),
    machine: thisMachine(),
    engines: [{ name: engine, executor: engine }],
    rows: rowsOf(report, engine),
    figures: [],
    seed: report.seed,
    checks: lawsOf(report.kind).map(({ name, statement, source }) => ({ name, statement, source })),
  }
  if (junit) await writeFileAtomically(junit, renderJunit(page))
  if (html) await writeFileAtomically(html, renderHtml(page))
}

/** The verdicts for people: a failure comes with the law's statement, where it failed, and how to see it again. */
export const asTable = (report: Report, engine: string, colour = wantsColour(process.stdout)): string =>
  renderTable(rowsOf(report, engine), { width: process.stdout.columns ?? 110, colour })

function rowsOf(report: Report, engine: string): Row[] {
  const statements = new Map(lawsOf(report.kind).map(({ name, statement }) => [name, statement]))
  return report.verdicts.map(({ law, diagnosis, reason, ...verdict }): Row => {
    const because = [diagnosis, reason, verdict.verdict === 'fail' && `the law says: ${statements.get(law)}`]
    const known = because.filter(Boolean).join('; ')
    return {
      model: report.subject,
      engine,
      kind: 'law',
      name: law,
      ...verdict,
      ...(known ? { reason: known } : {}),
    }
  })
}
