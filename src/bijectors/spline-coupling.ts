import { normal } from '../nn/init.ts'
import { nested, type Params, part } from '../nn/parameters.ts'
import { mlp } from '../nn/sequence.ts'
import { broadcast } from '../ops/broadcast.ts'
import { clamp } from '../ops/clamp.ts'
import { concat } from '../ops/concat.ts'
import { relu } from '../ops/relu.ts'
import { reshape } from '../ops/reshape.ts'
import { split } from '../ops/slice.ts'
import { sum } from '../ops/sum.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Bijector, Mapped } from './bijector.ts'
import { numbersPerSpline, rationalQuadratic, type SplineSettings } from './rational-quadratic.ts'

/** A spline of its own for each coordinate, with learned knots. Parameters: raw [dim, 3 bins - 1]. */
export function elementwiseSpline(dim: number, settings: SplineSettings): Bijector {
  const numbers = numbersPerSpline(settings)
  function mapped({ raw }: Params, x: Tensor, direction: 'forward' | 'inverse'): Mapped {
    const everywhere = broadcast(raw, [...x.shape, numbers])
    const { value, logSlope } = rationalQuadratic(x, everywhere, settings, direction)
    return { value, logDet: sum(logSlope, 1) }
  }
  return {
    dim,
    parameters: { raw: { shape: [dim, numbers], init: normal(1) } },
    toLatent: (params, x) => mapped(params, x, 'forward'),
    toData: (params, y) => mapped(params, y, 'inverse'),
  }
}

/**
 * Spline coupling (Durkan et al. 2019, section 3.1): one half is kept, and decides the knots of the splines that the
 * other half goes through. It is shown held within the bound: further out knots would come ever steeper, until float32
 * cannot take them back. Parameters: net.{0,1,2}.{weight,bias}. Throws a RangeError where dim < 2.
 */
export function splineCoupling(dim: number, width: number, settings: SplineSettings): Bijector {
  if (dim < 2) throw new RangeError(`splineCoupling: dim must be at least 2, got ${dim}`)
  const kept = Math.floor(dim / 2)
  const moved = dim - kept
  const numbers = numbersPerSpline(settings)
  const net = mlp([kept, width, width, moved * numbers], relu)

  function mapped(params: Params, x: Tensor, direction: 'forward' | 'inverse'): Mapped {
    const [x1, x2] = split(x, 1, [kept, moved])
    const raw = reshape(net.apply(part(params, 'net'), clamp(x1, -settings.bound, settings.bound)), [
      x.shape[0],
      moved,
      numbers,
    ])
    const { value, logSlope } = rationalQuadratic(x2, raw, settings, direction)
    return { value: concat([x1, value], 1), logDet: sum(logSlope, 1) }
  }
  return {
    dim,
    parameters: nested('net', net.parameters),
    toLatent: (params, x) => mapped(params, x, 'forward'),
    toData: (params, y) => mapped(params, y, 'inverse'),
  }
}
