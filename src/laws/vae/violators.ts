import type { Value } from '../../engines/engine.ts'
import { cells, value } from '../../engines/value.ts'
import type { Subject } from '../../subjects/subject.ts'
import { type Alteration, mapCells, rowsOf } from '../violators.ts'
import { notationOf } from './spread.ts'

/** A KL made of another term for each latent, of its mean and log variance. */
export const klFrom = (
  term: (mean: number, log: number) => number,
): Readonly<Record<string, Alteration>> => ({
  kl: (_, { mean, spread }, right) => {
    const logs = rowsOf(spread).map((row) => row.map(notationOf(right).logVariance))
    const sums = rowsOf(mean).map((row, n) => row.reduce((sum, m, j) => sum + term(m, logs[n][j]), 0))
    return { kl: value(sums, [sums.length]) }
  },
})

/** One output changed, cell by cell. */
export const changed =
  (output: string, change: (cell: number, at: number) => number): Alteration =>
  (outputs) => ({ ...outputs, [output]: mapCells(outputs[output], change) })

/** A function that is given other inputs than it should be. */
export const misfed =
  (name: string, input: string, change: (given: Value, right: Subject) => Value): Alteration =>
  (_, inputs, right) =>
    right.call(name, { ...inputs, [input]: change(inputs[input], right) })

/** Every sample gets the batch's sum, or its mean. */
export const pooled =
  (output: string, as: 'sum' | 'mean'): Alteration =>
  (outputs) => {
    const flat = Array.from(cells(outputs[output]))
    const total = flat.reduce((sum, cell) => sum + cell, 0)
    return {
      ...outputs,
      [output]: mapCells(outputs[output], () => (as === 'sum' ? total : total / flat.length)),
    }
  }

/** A batch's number in place of a number a sample: shape []. */
export const reduced =
  (output: string): Alteration =>
  (outputs) => {
    const flat = Array.from(cells(outputs[output]))
    return { ...outputs, [output]: value([flat.reduce((sum, cell) => sum + cell, 0)], []) }
  }
