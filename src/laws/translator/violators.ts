import { value } from '../../engines/value.ts'
import type { Subject } from '../../subjects/subject.ts'
import { type Rows, toRows } from '../rows.ts'
import type { Alteration } from '../violators.ts'
import { lambdaOf } from './define.ts'
import { meanDistance, powerOf, toA, toB } from './maps.ts'

interface Parts {
  readonly a: Rows
  readonly b: Rows
  readonly toA: (x: Rows) => Promise<Rows>
  readonly toB: (x: Rows) => Promise<Rows>
}
type Pairs = (parts: Parts) => Promise<readonly (readonly [Rows, Rows])[]>

const lossBetween =
  (pairs: Pairs, weight: (right: Subject) => number): Alteration =>
  async (_, inputs, right) => {
    const found = await pairs({
      a: toRows(inputs.a),
      b: toRows(inputs.b),
      toA: (x) => toA(right, x),
      toB: (x) => toB(right, x),
    })
    const total = found.reduce((sum, [x, y]) => sum + meanDistance(x, y, powerOf(right)), 0)
    return { loss: value([weight(right) * total], []) }
  }

/** A cycle loss between other things than it should be. */
export const cycleFrom = (pairs: Pairs): Alteration => lossBetween(pairs, lambdaOf)

/** An identity loss between other things than it should be. */
export const identityFrom = (pairs: Pairs): Alteration => lossBetween(pairs, () => 1)

/** A loss of a batch that holds nothing but its first pair. */
export const ofFirstSamples =
  (name: string): Alteration =>
  (_, inputs, right) => {
    const first = Object.entries(inputs).map(([input, of]) => {
      const rows = toRows(of)
      const flat = rows.flatMap(() => Array.from(rows[0]))
      return [input, value(flat, of.shape)]
    })
    return right.call(name, Object.fromEntries(first))
  }
