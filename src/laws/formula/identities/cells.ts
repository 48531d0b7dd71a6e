import type { Value, Values } from '../../../engines/engine.ts'
import { fill, map } from '../../../formulas/arrays.ts'

export const zeros = (of: Value): Value => map(() => 0, of)
export const constant = (of: Value, cell: number): Value => map(() => cell, of)
export const negative = (of: Value): Value => map((cell) => -cell, of)
export const scaled = (of: Value, by: number): Value => map((cell) => by * cell, of)
export const shifted = (of: Value, by: number): Value => map((cell) => cell + by, of)

/** The values of these names, each changed. */
export const each = (inputs: Values, names: readonly string[], change: (of: Value) => Value): Values =>
  Object.fromEntries(names.map((name) => [name, change(inputs[name])]))

/** One number a sample. */
export const perRow = (like: Value, cell: number): Value => fill([like.shape[0]], () => cell)
