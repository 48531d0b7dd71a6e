import { concat } from '../ops/concat.ts'
import { split } from '../ops/slice.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Bijector, Mapped } from './bijector.ts'

/**
 * A bijector of the first coordinates, that leaves the others as they are: what a multi-scale flow has factored out goes
 * through no further layer (Dinh et al. 2017, section 3.6, eqs. 13-14).
 */
export function onFirst(dim: number, inner: Bijector): Bijector {
  const rest = dim - inner.dim
  if (rest < 0) throw new RangeError(`onFirst: ${inner.dim} coordinates are more than the ${dim} there are`)
  if (rest === 0) return inner
  function mapped(x: Tensor, map: (first: Tensor) => Mapped): Mapped {
    const [first, others] = split(x, 1, [inner.dim, rest])
    const { value, logDet } = map(first)
    return { value: concat([value, others], 1), logDet }
  }
  return {
    dim,
    parameters: inner.parameters,
    toLatent: (params, x) => mapped(x, (first) => inner.toLatent(params, first)),
    toData: (params, z) => mapped(z, (first) => inner.toData(params, first)),
  }
}
