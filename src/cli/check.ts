import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Command } from 'commander'
import { writeFileAtomically } from '../data/atomic-write.ts'
import { lawsOf } from '../laws/index.ts'
import { subjectDocument } from '../report/json.ts'
import { progressBar } from '../report/progress.ts'
import type { Row } from '../report/row.ts'
import { renderTable, wantsColour } from '../report/table.ts'
import { checkSubject, chosenLaws, exitCode, type Report } from '../subjects/check.ts'
import { readManifest } from '../subjects/manifest.ts'
import { onnxSubject } from '../subjects/onnx.ts'
import { seedOption, wholeNumber } from './options.ts'

interface CheckFlags {
  readonly law?: string[]
  readonly seed: number
  readonly runs?: number
  readonly json?: string
}

/** `touchstone check`: holds somebody's implementation to the laws of its kind. */
export const checkCommand = (): Command =>
  new Command('check')
    .description('hold an implementation, described by a subject.json, to the laws of its kind')
    .argument('<subject.json>', 'the manifest; its ONNX files lie in the same folder')
    .option('--law <name...>', 'only these laws (touchstone list shows them)')
    .addOption(seedOption())
    .option('--runs <number>', "cases to try of each law, in place of the law's own number", wholeNumber(1))
    .option('--json <file>', 'write the verdicts as JSON, too')
    .addHelpText(
      'after',
      '\nExit codes: 0 all laws that apply hold, 1 a law is violated, 2 it could not be tested.',
    )
    .action(check)

async function check(path: string, { law, seed, runs, json }: CheckFlags): Promise<void> {
  if (json && !existsSync(dirname(resolve(json)))) {
    throw new Error(`--json ${json}: there is no such folder; create it first`)
  }
  const manifest = await readManifest(path)
  const total = chosenLaws(manifest.kind, law).length
  const subject = await onnxSubject(manifest)
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
    if (json) await writeFileAtomically(json, subjectDocument(report, report.verdicts))
    process.stdout.write(asTable(report, subject.engine))
    process.exitCode = exitCode(report)
  } finally {
    bar.stop()
    await subject.dispose()
  }
}

/** The verdicts for people: a failure comes with the law's statement, where it failed, and how to see it again. */
export function asTable(report: Report, engine: string, colour = wantsColour(process.stdout)): string {
  const statements = new Map(lawsOf(report.kind).map(({ name, statement }) => [name, statement]))
  const rows = report.verdicts.map(({ law, diagnosis, reason, ...verdict }): Row => {
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
  return renderTable(rows, { width: process.stdout.columns ?? 110, colour })
}
