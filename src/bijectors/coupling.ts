import { zeros } from '../nn/init.ts'
import { nested, type Params, part } from '../nn/parameters.ts'
import { mlp } from '../nn/sequence.ts'
import { add } from '../ops/add.ts'
import { concat } from '../ops/concat.ts'
import { exp } from '../ops/exp.ts'
import { mul } from '../ops/mul.ts'
import { neg } from '../ops/neg.ts'
import { relu } from '../ops/relu.ts'
import { split } from '../ops/slice.ts'
import { sub } from '../ops/sub.ts'
import { sum } from '../ops/sum.ts'
import { tanh } from '../ops/tanh.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Bijector } from './bijector.ts'

/**
 * Affine coupling (Dinh et al. 2017, eqs. 4-8): one half is kept, and decides how the other is scaled and shifted.
 *
 *   y1 = x1      y2 = x2 * exp(s(x1)) + t(x1)      log|det dy/dx| = sum s(x1)
 *
 * The Jacobian is triangular with exp(s(x1)) on its diagonal: s is a function of the half that is KEPT. (The lecture's
 * slide writes f(z2), the half that is changed; the golden case 'realnvp' holds the number that this would give.)
 * s = scale * tanh(.), with a learned scale that starts at 0 (section 4.1), so that training starts at the identity.
 *
 * Parameters: net.{0,1,2}.{weight,bias} and scale [moved]. Throws a RangeError where dim < 2.
 */
export function affineCoupling(dim: number, width: number): Bijector {
  if (dim < 2) throw new RangeError(`affineCoupling: dim must be at least 2, got ${dim}`)
  const kept = Math.floor(dim / 2) // not ceil: an odd dim's middle coordinate would never move
  const moved = dim - kept
  const net = mlp([kept, width, width, 2 * moved], relu)

  function scaleAndShift(params: Params, x1: Tensor) {
    const [raw, t] = split(net.apply(part(params, 'net'), x1), 1, [moved, moved])
    return { s: mul(tanh(raw), params.scale), t }
  }

  return {
    dim,
    parameters: { ...nested('net', net.parameters), scale: { shape: [moved], init: zeros } },
    toLatent(params, x) {
      const [x1, x2] = split(x, 1, [kept, moved])
      const { s, t } = scaleAndShift(params, x1)
      return { value: concat([x1, add(mul(x2, exp(s)), t)]), logDet: sum(s, 1) }
    },
    toData(params, y) {
      const [y1, y2] = split(y, 1, [kept, moved])
      const { s, t } = scaleAndShift(params, y1)
      return { value: concat([y1, mul(sub(y2, t), exp(neg(s)))]), logDet: neg(sum(s, 1)) }
    },
  }
}
