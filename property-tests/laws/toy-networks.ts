import { seededRandom } from '../../src/data/random.ts'
import type { Precision, Values } from '../../src/engines/engine.ts'
import { cells, value } from '../../src/engines/value.ts'
import { rowsOf } from '../../src/laws/violators.ts'

export type Row = readonly number[]
export type Map = (x: Row) => number[]

/** A network of one hidden layer of tanh, random and smooth. */
export function network(seed: number, from: number, to: number, hidden = 7): Map {
  const random = seededRandom(seed)
  const layer = (inputs: number, outputs: number): Map => {
    const weights = Array.from({ length: outputs }, () => Array.from(random.normal(inputs)))
    const bias = Array.from(random.normal(outputs), (b) => 0.3 * b)
    return (row) =>
      weights.map(
        (w, i) => bias[i] + row.reduce((sum, cell, j) => sum + (w[j] * cell) / Math.sqrt(inputs), 0),
      )
  }
  const [inner, outer] = [layer(from, hidden), layer(hidden, to)]
  return (x) => outer(inner(x).map(Math.tanh))
}

/** What results are rounded to. */
export const roundingOf = (precision: Precision): ((cell: number) => number) =>
  precision === 'float32' ? Math.fround : (cell) => cell

/** A map of every sample of a batch. */
export const perSample = (of: Values[string], map: Map, sample: readonly number[]): Values[string] => {
  const rows = rowsOf(of).map(map)
  return value(rows.flat(), [rows.length, ...sample])
}

export const numbersOf = (of: Values[string]): number[] => Array.from(cells(of))

export const average = (numbers: Row): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length
