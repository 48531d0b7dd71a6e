import { broadcast } from '../ops/broadcast.ts'
import { gather } from '../ops/gather.ts'
import { constant, type Tensor } from '../ops/tensor.ts'
import type { Bijector, Mapped } from './bijector.ts'

/** The coordinates in another order: y_i = x_order(i). It moves no volume: log|det| = 0. */
export function permutation(order: readonly number[]): Bijector {
  const inverse = order.map((_, i) => order.indexOf(i))
  if (inverse.includes(-1))
    throw new RangeError(`permutation: [${order}] does not name every coordinate once`)
  const reorder = (x: Tensor, by: readonly number[]): Mapped => ({
    value: gather(x, by, 1),
    logDet: broadcast(constant(0), [x.shape[0]]),
  })
  return {
    dim: order.length,
    parameters: {},
    toLatent: (_, x) => reorder(x, order),
    toData: (_, z) => reorder(z, inverse),
  }
}

/** The coordinates back to front, so that the next coupling moves what the last one kept. */
export const reversal = (dim: number): Bijector =>
  permutation(Array.from({ length: dim }, (_, i) => dim - 1 - i))
