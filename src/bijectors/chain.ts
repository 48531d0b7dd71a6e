import { nested, type Params, part } from '../nn/parameters.ts'
import { add } from '../ops/add.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Bijector, Mapped } from './bijector.ts'

/**
 * One bijector after another: `toLatent` goes through them in the order given, `toData` in the reverse, and the log
 * determinants add up. `names` are the parts' names in the parameters.
 */
export function chain(
  parts: readonly Bijector[],
  names: readonly string[] = parts.map((_, i) => String(i)),
): Bijector {
  const dims = new Set(parts.map(({ dim }) => dim))
  if (dims.size !== 1)
    throw new RangeError(`chain: parts must agree on the dimension, got ${[...dims].join(', ')}`)
  const links = parts.map((bijector, i) => ({ bijector, name: names[i] }))

  function through(direction: 'toLatent' | 'toData', params: Params, x: Tensor): Mapped {
    const order = direction === 'toLatent' ? links : links.toReversed()
    const [first, ...rest] = order.map(
      ({ bijector, name }) =>
        (input: Tensor) =>
          bijector[direction](part(params, name), input),
    )
    return rest.reduce(({ value, logDet }, map) => {
      const mapped = map(value)
      return { value: mapped.value, logDet: add(logDet, mapped.logDet) }
    }, first(x))
  }

  return {
    dim: parts[0].dim,
    parameters: Object.assign({}, ...links.map(({ bijector, name }) => nested(name, bijector.parameters))),
    toLatent: (params, x) => through('toLatent', params, x),
    toData: (params, z) => through('toData', params, z),
  }
}
