import type { Values } from '../../engines/engine.ts'
import { cells } from '../../engines/value.ts'
import { showShape } from '../../ops/shape.ts'
import type { Residual } from '../law.ts'
import { ratio, worst } from '../measure.ts'

/** The worst cell of what was got beside what is expected. Another number of cells than expected never fits. */
export const compare = (got: Values, expected: Values, tolerance: Values): Residual =>
  worst(Object.keys(expected).map((name) => compareOutput(name, got, expected, tolerance)))

function compareOutput(output: string, got: Values, expected: Values, tolerance: Values): Residual {
  const [a, b] = [got[output], expected[output]]
  if (!a || a.size !== b.size) {
    const shapes = { expected: showShape(b.shape), got: a ? showShape(a.shape) : 'nothing' }
    return { error: 1, tolerance: 0, at: { output, ...shapes } }
  }
  const [given, wanted, allowed] = [cells(a), cells(b), cells(tolerance[output])]
  let most: Residual = { error: 0, tolerance: 0 }
  for (let i = 0; i < given.length; i++) {
    const error = given[i] === wanted[i] ? 0 : Math.abs(given[i] - wanted[i])
    const next = { error, tolerance: allowed[i] }
    if (i > 0 && ratio(next) <= ratio(most)) continue
    const index = placeOf(i, b.shape)
    most = { ...next, at: { output, index, expected: wanted[i], got: given[i] } }
  }
  return most
}

function placeOf(flat: number, shape: readonly number[]): number[] {
  const place: number[] = []
  let rest = flat
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    place.unshift(rest % shape[axis])
    rest = Math.floor(rest / shape[axis])
  }
  return place
}
