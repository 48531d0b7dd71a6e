import type { Value } from '../../engines/engine.ts'
import { value } from '../../engines/value.ts'
import type { Subject } from '../../subjects/subject.ts'
import { type Alteration, mapCells, rowsOf } from '../violators.ts'

/** The bounds of each draw alone, [N][K]: for K draws that are the same, the bound is that of one. */
async function singleBounds(right: Subject, x: Value, eps: Value): Promise<number[][]> {
  const [, count, width] = eps.shape
  const flat = Array.from(mapCells(eps, (cell) => cell).data)
  const byDraw: number[][] = []
  for (let k = 0; k < count; k++) {
    const same = mapCells(eps, (_, at) => {
      const [n, j] = [Math.floor(at / (count * width)), at % width]
      return flat[n * count * width + k * width + j]
    })
    byDraw.push(rowsOf((await right.call('iwae', { x, eps: same })).bound).map(([bound]) => bound))
  }
  return byDraw[0].map((_, n) => byDraw.map((bounds) => bounds[n]))
}

/** A bound made of the log weights in another way. */
export const ofSingles =
  (combine: (logs: readonly number[]) => number): Alteration =>
  async (_, { x, eps }, right) => {
    const bounds = (await singleBounds(right, x, eps)).map(combine)
    return { bound: value(bounds, [bounds.length]) }
  }

/** A bound of the roots of the weights. */
export const rootsAveraged: Alteration = ofSingles((logs) => {
  const mean = logs.reduce((sum, log) => sum + Math.exp((log - logs[0]) / 2), 0) / logs.length
  return logs[0] + Math.log(mean)
})
