import type { Layer } from '../nn/dense.ts'
import { zeros } from '../nn/init.ts'
import { nested, type Params, part } from '../nn/parameters.ts'
import { add } from '../ops/add.ts'
import { affine } from '../ops/affine.ts'
import { exp } from '../ops/exp.ts'
import { mul } from '../ops/mul.ts'
import { neg } from '../ops/neg.ts'
import { split } from '../ops/slice.ts'
import { sub } from '../ops/sub.ts'
import { sum } from '../ops/sum.ts'
import { tanh } from '../ops/tanh.ts'
import { constant, type Tensor } from '../ops/tensor.ts'
import type { Bijector } from './bijector.ts'

/**
 * Affine coupling with a mask (Dinh et al. 2017, eq. 9): where the mask is 1 a coordinate is kept, and the rest is scaled
 * and shifted as the kept ones decide.
 *
 *   y = m x + (1 - m) (x exp(s(m x)) + t(m x))      log|det dy/dx| = sum (1 - m) s
 *
 * s = scale tanh(.), with one learned scale a coordinate, or for all. `net` takes m x [N, dim] to 2 dim numbers, s before t.
 * Parameters: net.*, scale [dim] or []. Throws a RangeError where the mask keeps nothing, or everything.
 */
export function maskedCoupling(
  mask: readonly number[],
  net: Layer,
  { oneScale = false }: { oneScale?: boolean } = {},
): Bijector {
  const dim = mask.length
  const kept = mask.reduce((count, m) => count + m, 0)
  if (kept === 0 || kept === dim) {
    throw new RangeError(
      `maskedCoupling: the mask must keep some of ${dim} coordinates, and move some; it keeps ${kept}`,
    )
  }
  const keeps = constant(mask)
  const moves = affine(keeps, -1, 1)

  function scaleAndShift(params: Params, x: Tensor) {
    const [raw, shift] = split(net.apply(part(params, 'net'), mul(x, keeps)), 1, [dim, dim])
    return { s: mul(mul(tanh(raw), params.scale), moves), t: mul(shift, moves) }
  }
  return {
    dim,
    parameters: { ...nested('net', net.parameters), scale: { shape: oneScale ? [] : [dim], init: zeros } },
    toLatent(params, x) {
      const { s, t } = scaleAndShift(params, x)
      return { value: add(mul(x, exp(s)), t), logDet: sum(s, 1) }
    },
    toData(params, y) {
      const { s, t } = scaleAndShift(params, y)
      return { value: mul(sub(y, t), exp(neg(s))), logDet: neg(sum(s, 1)) }
    },
  }
}
