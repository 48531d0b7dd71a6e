import type { Value } from '../../engines/engine.ts'
import { value } from '../../engines/value.ts'
import type { Subject } from '../../subjects/subject.ts'
import { type Alteration, combineCells, mapCells, mapRows, rowsOf, sumRows } from '../violators.ts'

/** Mistakes that implementations of flows really make, for the laws' violators to be composed of. */

/** The output made anew, cell by cell. */
export const changed =
  (output: string, change: (cell: number, at: number) => number): Alteration =>
  (outputs) => ({ ...outputs, [output]: mapCells(outputs[output], change) })

/** The output made anew, sample by sample. */
export const rowsChanged =
  (output: string, change: Parameters<typeof mapRows>[1]): Alteration =>
  (outputs) => ({ ...outputs, [output]: mapRows(outputs[output], change) })

/** One number for the whole batch where there should be one a sample. */
export const summedOverBatch =
  (output: string): Alteration =>
  (outputs) => ({ ...outputs, [output]: value([total(outputs[output])], []) })

/** The sum over the batch, given to every sample: of the right shape. */
export const sumEverywhere =
  (output: string): Alteration =>
  (outputs) => ({ ...outputs, [output]: mapCells(outputs[output], () => total(outputs[output])) })

export const total = (of: Value): number =>
  rowsOf(of)
    .flat()
    .reduce((sum, cell) => sum + cell, 0)

/** The function called with its input changed, as if another network, or another point, had been taken. */
export const inputChanged =
  (name: string, input: string, change: Parameters<typeof mapRows>[1]): Alteration =>
  (_, inputs, right) =>
    right.call(name, { ...inputs, [input]: mapRows(inputs[input], change) })

/** One output of the function at a changed input; the others as they were. */
export const outputFrom =
  (name: string, output: string, input: string, change: Parameters<typeof mapRows>[1]): Alteration =>
  async (outputs, inputs, right) => {
    const other = await right.call(name, { ...inputs, [input]: mapRows(inputs[input], change) })
    return { ...outputs, [output]: other[output] }
  }

export const backToFront = (row: readonly number[]): number[] => row.toReversed()

/** log_prob = prior(z, x) + weight * log_det, with a prior of one's own: the sum of `prior` over z's cells. */
export const likelihood =
  (prior: (cell: number) => number, weight: number, priorOf: 'z' | 'x' = 'z'): Alteration =>
  async (_, inputs, right) => {
    const { z, log_det } = await right.call('to_latent', inputs)
    const logPrior = sumRows(priorOf === 'z' ? z : inputs.x, prior)
    return { log_prob: combineCells(logPrior, log_det, (a, b) => a + weight * b) }
  }

const halfLog2Pi = 0.5 * Math.log(2 * Math.PI)
export const normal = (z: number): number => -0.5 * z * z - halfLog2Pi
export const normalWithoutHalf = (z: number): number => -z * z - halfLog2Pi
export const normalWithoutConstant = (z: number): number => -0.5 * z * z

/** What the last call of to_latent took and gave, by subject. */
const remembered = new WeakMap<Subject, { x: Value; z: Value }>()

/** An inverse that a cache hides: right for the z that to_latent gave last, `wrong` for any other. */
export const cachedInverse = (wrong: Alteration): Readonly<Record<string, Alteration>> => ({
  to_latent: (outputs, inputs, right) => {
    remembered.set(right, { x: inputs.x, z: outputs.z })
    return outputs
  },
  to_data: (outputs, inputs, right) => {
    const last = remembered.get(right)
    const isCached = last !== undefined && rowsOf(last.z).flat().join() === rowsOf(inputs.z).flat().join()
    return isCached ? outputs : wrong(outputs, inputs, right)
  },
})
