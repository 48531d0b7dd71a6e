import { normal } from '../nn/init.ts'
import type { Params } from '../nn/parameters.ts'
import { add } from '../ops/add.ts'
import { affine } from '../ops/affine.ts'
import { broadcast } from '../ops/broadcast.ts'
import { exp } from '../ops/exp.ts'
import { log } from '../ops/log.ts'
import { mean } from '../ops/mean.ts'
import { mul } from '../ops/mul.ts'
import { neg } from '../ops/neg.ts'
import { square } from '../ops/square.ts'
import { stopGradient } from '../ops/stop-gradient.ts'
import { sub } from '../ops/sub.ts'
import type { Tensor } from '../ops/tensor.ts'
import { coordinatewise } from './coordinatewise.ts'

const eps = 1e-5

/**
 * Batch normalisation as a bijector (Dinh et al. 2017, section 3.7 and appendix E):
 *
 *   y = (x - mean) / sqrt(variance + eps) exp(log_gamma) + beta
 *
 * with statistics that are held, the same both ways: a map whose inverse used another batch's would not be undone by it.
 * Training renews them after a step (`renewed`), so that no sample's density depends on its batch.
 *
 * Parameters: log_gamma, beta [dim]; running mean and variance [dim], which no gradient moves.
 */
export function batchNorm(dim: number, momentum = 0.1) {
  const positive = normal(0.3)
  const bijector = coordinatewise(dim, {
    parameters: {
      log_gamma: { shape: [dim], init: normal(0.3) },
      beta: { shape: [dim], init: normal(0.3) },
      mean: { shape: [dim], init: normal(0.3), trained: false },
      variance: {
        shape: [dim],
        init: (shape, random) => positive(shape, random).map(Math.exp),
        trained: false,
      },
    },
    forward: (params, x) => add(mul(sub(x, params.mean), exp(logSlope(params))), params.beta),
    inverse: (params, y) => add(mul(sub(y, params.beta), exp(neg(logSlope(params)))), params.mean),
    logSlope: (params, x) => broadcast(logSlope(params), x.shape),
    logSlopeAt: (params, y) => broadcast(logSlope(params), y.shape),
  })
  /** The statistics after a batch x [N, dim], each a moving average. */
  function renewed({ mean: before, variance }: Params, x: Tensor): Params {
    const batch = stopGradient(x)
    const centre = mean(batch, 0)
    const moved = (old: Tensor, now: Tensor) => add(affine(old, 1 - momentum, 0), affine(now, momentum, 0))
    return {
      mean: moved(before, centre),
      variance: moved(variance, mean(square(sub(batch, centre)), 0)),
    }
  }
  return { ...bijector, renewed }
}

const logSlope = ({ log_gamma, variance }: Params): Tensor =>
  sub(log_gamma, affine(log(affine(variance, 1, eps)), 0.5, 0))
