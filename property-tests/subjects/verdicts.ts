import type { Outcome } from '../../src/laws/law.ts'
import { type CheckOptions, checkSubject, type Report } from '../../src/subjects/check.ts'
import { readManifest } from '../../src/subjects/manifest.ts'
import { onnxSubject } from '../../src/subjects/onnx.ts'

/** What laws say of the subject that a manifest describes. */
export async function check(path: string, options: Partial<CheckOptions> = {}): Promise<Report> {
  const subject = await onnxSubject(await readManifest(path))
  try {
    return await checkSubject(subject, { seed: 1, ...options })
  } finally {
    await subject.dispose()
  }
}

/** The laws of a report with a verdict. */
export const laws = ({ verdicts }: Report, told: Outcome): string[] =>
  verdicts.filter(({ verdict }) => verdict === told).map(({ law }) => law)

export const failing = (report: Report): string[] => laws(report, 'fail')

/** What a promise is rejected with. */
export const messageOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing was wrong',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
