import type { Figure } from '../report/report.ts'
import type { Row } from '../report/row.ts'
import { runStudy, type StudyOptions } from '../studies/run.ts'
import { holds, type Study } from '../studies/study.ts'
import { messageOf } from './goldens.ts'

export interface StudyRun {
  readonly rows: readonly Row[]
  readonly figures: readonly Figure[]
  readonly numbers: Readonly<Record<string, number>>
}

/** A study on one engine: a row a claim, or one that says why it could not be done. */
export async function studyRows(study: Study, options: StudyOptions): Promise<StudyRun> {
  const base = { model: study.name, engine: options.engine.name, kind: 'study' } as const
  try {
    const { claims, figures, numbers = {} } = await runStudy(study, options)
    return {
      rows: claims.map((claim) => ({
        ...base,
        name: claim.name,
        error: claim.measured,
        tolerance: claim.bound,
        verdict: holds(claim) ? 'pass' : 'fail',
      })),
      figures: figures.map((figure) => ({ ...figure, model: study.name })),
      numbers,
    }
  } catch (error) {
    const row: Row = { ...base, name: 'study', verdict: 'error', reason: messageOf(error) }
    return { rows: [row], figures: [], numbers: {} }
  }
}
