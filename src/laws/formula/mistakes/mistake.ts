import type { Value, Values } from '../../../engines/engine.ts'
import { cells, value } from '../../../engines/value.ts'
import type { Settings } from '../../../formulas/index.ts'
import type { Claimed } from '../cases.ts'

/** A wrong version of a formula: the outputs that it gets wrong, of the inputs and the right outputs. */
export type Mistake = (inputs: Values, claimed: Claimed, right: Values) => Values

/** A formula's known mistakes; their names say what is done in place of what should be. */
export type Mistakes = Readonly<Record<string, Mistake>>

/** The right formula of other inputs. */
export const misfed =
  (change: (inputs: Values, settings: Settings) => Values): Mistake =>
  (inputs, { formula, settings }) =>
    formula.value({ ...inputs, ...change(inputs, settings) }, settings)

/** The right formula with other settings. */
export const missettled =
  (change: (settings: Settings) => Settings): Mistake =>
  (inputs, { formula, settings }) =>
    formula.value(inputs, { ...settings, ...change(settings) })

/** A right output, each cell changed. */
export const changed =
  (output: string, change: (cell: number, inputs: Values, settings: Settings) => number): Mistake =>
  (inputs, { settings }, right) => ({
    [output]: value(
      Float64Array.from(cells(right[output]), (cell) => change(cell, inputs, settings)),
      right[output].shape,
    ),
  })

export const negated = (output: string): Mistake => changed(output, (cell) => -cell)

export const times = (output: string, factor: number): Mistake => changed(output, (cell) => factor * cell)

/** A right output [N], as one number for the batch. */
export const pooled =
  (output: string, as: 'sum' | 'mean'): Mistake =>
  (_, __, right) => {
    const flat = cells(right[output])
    const total = Array.from(flat).reduce((sum, cell) => sum + cell, 0)
    return { [output]: value([as === 'sum' ? total : total / flat.length], []) }
  }

/** The length of an axis of an input. */
export const lengthOf = (of: Value, axis: number): number => of.shape[axis]

/** The number of cells of one sample. */
export const widthOf = (of: Value): number => of.size / of.shape[0]
