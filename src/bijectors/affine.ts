import { normal } from '../nn/init.ts'
import { add } from '../ops/add.ts'
import { affine } from '../ops/affine.ts'
import { broadcast } from '../ops/broadcast.ts'
import { exp } from '../ops/exp.ts'
import { mul } from '../ops/mul.ts'
import { neg } from '../ops/neg.ts'
import { sub } from '../ops/sub.ts'
import { constant } from '../ops/tensor.ts'
import type { Bijector } from './bijector.ts'
import { coordinatewise } from './coordinatewise.ts'

/** y = exp(log_scale) x + shift, coordinate by coordinate. Parameters: log_scale, shift [dim]. */
export const elementwiseAffine = (dim: number): Bijector =>
  coordinatewise(dim, {
    parameters: {
      log_scale: { shape: [dim], init: normal(0.3) },
      shift: { shape: [dim], init: normal(0.3) },
    },
    forward: ({ log_scale, shift }, x) => add(mul(x, exp(log_scale)), shift),
    inverse: ({ log_scale, shift }, y) => mul(sub(y, shift), exp(neg(log_scale))),
    logSlope: ({ log_scale }, x) => broadcast(log_scale, x.shape),
    logSlopeAt: ({ log_scale }, y) => broadcast(log_scale, y.shape),
  })

/** y = (1 + x) / 2, which takes (-1, 1) to (0, 1). */
export const toUnitInterval = (dim: number): Bijector =>
  coordinatewise(dim, {
    forward: (_, x) => affine(x, 0.5, 0.5),
    inverse: (_, y) => affine(y, 2, -1),
    logSlope: (_, x) => broadcast(constant(-Math.LN2), x.shape),
    logSlopeAt: (_, y) => broadcast(constant(-Math.LN2), y.shape),
  })

/**
 * Activation normalisation (Kingma & Dhariwal 2018, section 3.1): y = (x + bias) exp(log_scale). Initialised so that the
 * first batch has mean 0 and variance 1 it keeps training stable; as a map it is affine. Parameters: log_scale, bias [dim].
 */
export const actNorm = (dim: number): Bijector =>
  coordinatewise(dim, {
    parameters: {
      log_scale: { shape: [dim], init: normal(0.3) },
      bias: { shape: [dim], init: normal(0.3) },
    },
    forward: ({ log_scale, bias }, x) => mul(add(x, bias), exp(log_scale)),
    inverse: ({ log_scale, bias }, y) => sub(mul(y, exp(neg(log_scale))), bias),
    logSlope: ({ log_scale }, x) => broadcast(log_scale, x.shape),
    logSlopeAt: ({ log_scale }, y) => broadcast(log_scale, y.shape),
  })
