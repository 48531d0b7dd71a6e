import { toPlain } from '../../report/plain.ts'
import { exitCodeOf, type GateReport, regressionsOf } from '../gate.ts'
import type { Recording } from '../recording.ts'

/** What was compared with what, where, and by which rule. */
export interface GateHead extends Omit<Recording, 'times' | 'counters' | 'subject'> {
  readonly base: string
  readonly head: string
  readonly rounds: number
  readonly threshold: number
  readonly alpha: number
}

/** The comparison as JSON. */
export function gateDocument(head: GateHead, report: GateReport): string {
  const outcome = { exitCode: exitCodeOf(report), regressions: regressionsOf(report) }
  return `${JSON.stringify(toPlain({ touchstone: 1, ...head, ...outcome, ...report }), null, 2)}\n`
}
