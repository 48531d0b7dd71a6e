import { lawsOf } from '../laws/index.ts'
import type { Report as Page } from '../report/report.ts'
import type { Row } from '../report/row.ts'
import { thisMachine } from '../report/this-machine.ts'
import type { Report } from '../subjects/check.ts'

/** A subject's verdicts as what reports are made of. */
export const pageOf = (report: Report, engine: string): Page => ({
  title: `Touchstone: ${report.subject}`,
  startedAt: new Date().toISOString(),
  machine: thisMachine(),
  engines: [{ name: engine }],
  rows: rowsOf(report, engine),
  figures: [],
  seed: report.seed,
  checks: lawsOf(report.kind).map(({ name, statement, source }) => ({ name, statement, source })),
})

/** A failure comes with the law's statement, where it failed, and how to see it again. */
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
