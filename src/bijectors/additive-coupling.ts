import { nested, part } from '../nn/parameters.ts'
import { mlp } from '../nn/sequence.ts'
import { add } from '../ops/add.ts'
import { broadcast } from '../ops/broadcast.ts'
import { concat } from '../ops/concat.ts'
import { relu } from '../ops/relu.ts'
import { split } from '../ops/slice.ts'
import { sub } from '../ops/sub.ts'
import { constant, type Tensor } from '../ops/tensor.ts'
import type { Bijector } from './bijector.ts'

/**
 * Additive coupling (Dinh et al. 2015, NICE, section 3.2): one half is kept, and decides how the other is shifted.
 *
 *   y1 = x1      y2 = x2 + t(x1)      log|det dy/dx| = 0
 *
 * Parameters: net.{0,1,2}.{weight,bias}. Throws a RangeError where dim < 2.
 */
export function additiveCoupling(dim: number, width: number): Bijector {
  if (dim < 2) throw new RangeError(`additiveCoupling: dim must be at least 2, got ${dim}`)
  const kept = Math.floor(dim / 2)
  const net = mlp([kept, width, width, dim - kept], relu)
  const noVolume = (x: Tensor) => broadcast(constant(0), [x.shape[0]])
  return {
    dim,
    parameters: nested('net', net.parameters),
    toLatent(params, x) {
      const [x1, x2] = split(x, 1, [kept, dim - kept])
      return { value: concat([x1, add(x2, net.apply(part(params, 'net'), x1))]), logDet: noVolume(x) }
    },
    toData(params, y) {
      const [y1, y2] = split(y, 1, [kept, dim - kept])
      return { value: concat([y1, sub(y2, net.apply(part(params, 'net'), y1))]), logDet: noVolume(y) }
    },
  }
}
