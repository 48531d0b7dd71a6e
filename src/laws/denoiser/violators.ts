import type { Values } from '../../engines/engine.ts'
import { value } from '../../engines/value.ts'
import type { Subject } from '../../subjects/subject.ts'
import { declaredReduction, reduced } from '../autoencoder/reduction.ts'
import { fromRows, type Rows, squaredNorm, subtract, toRows } from '../rows.ts'
import { type Alteration, mapCells } from '../violators.ts'

/** An output changed, cell by cell. */
export const eachCell =
  (output: string, change: (cell: number, at: number) => number): Alteration =>
  (outputs) => ({ ...outputs, [output]: mapCells(outputs[output], change) })

/** An output's rows made anew, together, from themselves and from the function's inputs. */
export const allRows =
  (output: string, change: (rows: Rows, inputs: Readonly<Record<string, Rows>>) => Rows): Alteration =>
  (outputs, inputs) => {
    const fed = Object.fromEntries(Object.entries(inputs).map(([name, given]) => [name, toRows(given)]))
    const rows = change(toRows(outputs[output]), fed)
    return { ...outputs, [output]: fromRows(rows, outputs[output].shape.slice(1)) }
  }

/** A function that is given other inputs than it should be. */
export const misfed =
  (name: string, change: (inputs: Values) => Values): Alteration =>
  (_, inputs, right) =>
    right.call(name, change(inputs))

interface Stages {
  readonly x: Rows
  readonly corrupted: Rows
  readonly denoised: Rows
}

/** A loss of other things: the squared error of one against another, reduced as the subject declares. */
export const lossBetween =
  (chosen: (stages: Stages) => readonly [estimate: Rows, target: Rows]): Alteration =>
  async (_, inputs, right) => {
    const corrupted = (await right.call('corrupt', inputs)).y
    const denoised = (await right.call('denoise', { x: corrupted })).y
    const stages = { x: toRows(inputs.x), corrupted: toRows(corrupted), denoised: toRows(denoised) }
    return { loss: value([meanSquares(right, ...chosen(stages))], []) }
  }

const meanSquares = (subject: Subject, estimate: Rows, target: Rows): number =>
  reduced(
    estimate.map((row, n) => squaredNorm(subtract(row, target[n]))),
    target[0].length,
    declaredReduction(subject),
  )

/** The mistake of the catalogue: the network learns to give back what it was given. */
export const noisyTarget = lossBetween(({ corrupted, denoised }) => [denoised, corrupted])
