import { made } from '../nn/made.ts'
import { nested, type Params, part } from '../nn/parameters.ts'
import { add } from '../ops/add.ts'
import { broadcast } from '../ops/broadcast.ts'
import { concat } from '../ops/concat.ts'
import { exp } from '../ops/exp.ts'
import { mul } from '../ops/mul.ts'
import { neg } from '../ops/neg.ts'
import { slice, split } from '../ops/slice.ts'
import { sub } from '../ops/sub.ts'
import { sum } from '../ops/sum.ts'
import { tanh } from '../ops/tanh.ts'
import { constant, type Tensor } from '../ops/tensor.ts'
import type { Bijector } from './bijector.ts'

/**
 * Masked autoregressive flow (Papamakarios et al. 2017, eqs. 3-5): each coordinate is standardised by a mean and a scale
 * that the coordinates before it decide.
 *
 *   z_i = (x_i - m_i(x_<i)) exp(-a_i(x_<i))      log|det dz/dx| = -sum a_i
 *
 * One pass of the network gives z from x; x from z takes one for every coordinate. The other way about (`inverse`), it is
 * the inverse autoregressive flow of Kingma et al. 2016, fast to sample and slow to evaluate. a = bound tanh(. / bound),
 * so that no scale overflows. Parameters: made.{0,1,2}.{weight,bias}.
 */
export function maskedAutoregressive(dim: number, width: number, bound = 4): Bijector {
  const net = made(dim, [width, width], 2)

  function moments(params: Params, x: Tensor) {
    const [mean, raw] = split(net.apply(part(params, 'made'), x), 1, [dim, dim])
    return { mean, logScale: mul(tanh(mul(raw, 1 / bound)), bound) }
  }

  return {
    dim,
    parameters: nested('made', net.parameters),
    toLatent(params, x) {
      const { mean, logScale } = moments(params, x)
      return { value: mul(sub(x, mean), exp(neg(logScale))), logDet: neg(sum(logScale, 1)) }
    },
    toData(params, z) {
      const n = z.shape[0]
      const known: Tensor[] = []
      for (let i = 0; i < dim; i++) {
        const rest = broadcast(constant(0), [n, dim - i]) // what no earlier coordinate looks at
        const { mean, logScale } = moments(params, i === 0 ? rest : concat([...known, rest], 1))
        const column = (of: Tensor) => slice(of, 1, i, i + 1)
        known.push(add(mul(column(z), exp(column(logScale))), column(mean)))
      }
      const x = concat(known, 1)
      return { value: x, logDet: sum(moments(params, x).logScale, 1) }
    },
  }
}
