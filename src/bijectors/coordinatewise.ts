import type { Parameters, Params } from '../nn/parameters.ts'
import { neg } from '../ops/neg.ts'
import { sum } from '../ops/sum.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Bijector } from './bijector.ts'

/** A monotone map of the line, or a part of it, and the logarithm of the size of its slope, both in x's shape. */
export interface ScalarMap {
  readonly parameters?: Parameters
  readonly forward: (params: Params, x: Tensor) => Tensor
  readonly inverse: (params: Params, y: Tensor) => Tensor
  /** log|dy/dx| at x. */
  readonly logSlope: (params: Params, x: Tensor) => Tensor
  /** log|dy/dx| at the x that y comes from, where it is better had from y; logSlope of the inverse unless given. */
  readonly logSlopeAt?: (params: Params, y: Tensor) => Tensor
}

/** One map of the line for every coordinate: the Jacobian is diagonal, and log|det| the sum of the log slopes. */
export function coordinatewise(dim: number, map: ScalarMap): Bijector {
  const slopeAt = map.logSlopeAt ?? ((params, y) => map.logSlope(params, map.inverse(params, y)))
  return {
    dim,
    parameters: map.parameters ?? {},
    toLatent: (params, x) => ({
      value: map.forward(params, x),
      logDet: sum(map.logSlope(params, x), 1),
    }),
    toData: (params, y) => ({
      value: map.inverse(params, y),
      logDet: neg(sum(slopeAt(params, y), 1)),
    }),
  }
}
