import type { Value, Values } from '../../engines/engine.ts'
import type { Subject } from '../../subjects/subject.ts'
import type { Violator } from '../law.ts'
import { fromRows, type Rows, toRows } from '../rows.ts'
import { altered, combineCells, mapCells } from '../violators.ts'

/** A violator that spoils what one function gives. */
export const spoiled = (
  name: string,
  at: 'encode' | 'decode' | 'loss',
  spoil: (output: Value, inputs: Values, right: Subject) => Value | Promise<Value>,
): Violator => ({
  name,
  make: (right) =>
    altered(right, {
      async [at](outputs, inputs, source) {
        const [output] = source.functions[at].outputs
        return { ...outputs, [output]: await spoil(outputs[output], inputs, source) }
      },
    }),
})

/** A violator that gives a function other inputs than it is given. */
export const misfed = (
  name: string,
  at: 'encode' | 'decode' | 'loss',
  change: (inputs: Values, right: Subject) => Values,
): Violator => ({
  name,
  make: (right) => altered(right, { [at]: (_, inputs, source) => source.call(at, change(inputs, source)) }),
})

/** Every number of a value changed by itself. */
export const eachCell =
  (change: (cell: number, at: number) => number) =>
  (output: Value): Value =>
    mapCells(output, change)

/** A value's rows changed together. */
export const allRows =
  (change: (rows: Rows) => Rows) =>
  (output: Value): Value =>
    fromRows(change(toRows(output)), output.shape.slice(1))

/** An affine function without its constant: f(x) - f(0). */
export const withoutBias = (at: 'encode' | 'decode'): Violator =>
  spoiled(`${at} leaves its bias out`, at, async (output, inputs, right) => {
    const origin = Object.entries(inputs).map(([name, given]) => [name, mapCells(given, () => 0)])
    const [constant] = Object.values(await right.call(at, Object.fromEntries(origin)))
    return combineCells(output, constant, (a, b) => a - b)
  })
