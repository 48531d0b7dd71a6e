import type { Row } from './row.ts'
import { showData, showNumber } from './show.ts'
import { ratioOf } from './worst.ts'

const verbs: Readonly<Record<Row['verdict'], string>> = {
  pass: 'holds to',
  fail: 'fails',
  'not applicable': 'is exempt from',
  inconclusive: 'says nothing about',
  error: 'could not be held to',
}

/** 'realnvp on onnx fails the law flow/inverse: error 0.31 against a tolerance of 1e-4, 3100 times over.' */
export function headlineOf(row: Row): string {
  const measured = measuredOf(row)
  return `${row.model} on ${row.engine} ${verbs[row.verdict]} the ${row.kind} ${row.name}${measured && `: ${measured}`}.`
}

/** The whole story of a row in sentences: who, what, by how much, where, and why. */
export function sentencesOf(row: Row): string[] {
  return [
    headlineOf(row),
    ...(row.reason ? [`Reason: ${row.reason}`] : []),
    ...(row.at === undefined ? [] : [`Worst at ${showData(row.at)}`]),
    ...(row.replay ? [`Replay: ${row.replay}`] : []),
  ]
}

/** Error beside tolerance with enough digits to see which is greater, and how many times; empty where unmeasured. */
export function measuredOf(row: Row): string {
  const { error, tolerance } = row
  if (error === undefined) return ''
  if (tolerance === undefined) return `error ${showNumber(error, 4)}`
  const against = `error ${showNumber(error, 4)} against a tolerance of ${showNumber(tolerance, 4)}`
  const ratio = ratioOf(row)!
  if (Number.isNaN(error)) return `${against}; NaN never passes`
  return ratio > 1 && Number.isFinite(ratio) ? `${against}, ${showNumber(ratio, 3)} times over` : against
}
