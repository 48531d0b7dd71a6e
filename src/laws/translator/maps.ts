import type { Subject } from '../../subjects/subject.ts'
import { meanOf } from '../adversarial/calls.ts'
import { callRows } from '../calls.ts'
import type { Rows } from '../rows.ts'

/** One of the two translations, of any number of samples. */
export const translate = async (subject: Subject, name: 'a_to_b' | 'b_to_a', x: Rows): Promise<Rows> =>
  (await callRows(subject, name, { x })).y

export const toB = (subject: Subject, a: Rows): Promise<Rows> => translate(subject, 'a_to_b', a)
export const toA = (subject: Subject, b: Rows): Promise<Rows> => translate(subject, 'b_to_a', b)

/** mean |x - y| over samples and features, of powers 1 or 2. */
export const meanDistance = (x: Rows, y: Rows, power = 1): number =>
  meanOf(x.flatMap((row, n) => Array.from(row, (cell, i) => Math.abs(cell - y[n][i]) ** power)))

export const powerOf = ({ conventions }: Subject): number => (conventions.norm === 'l2' ? 2 : 1)

export const largest = (...all: readonly Rows[]): number =>
  all.reduce(
    (most, rows) => rows.reduce((m, row) => row.reduce((c, x) => Math.max(c, Math.abs(x)), m), most),
    0,
  )
