import { add } from '../ops/add.ts'
import { affine } from '../ops/affine.ts'
import { exp } from '../ops/exp.ts'
import { greater } from '../ops/greater.ts'
import { leakyRelu as leakyReluOp } from '../ops/leaky-relu.ts'
import { log } from '../ops/log.ts'
import { log1p } from '../ops/log1p.ts'
import { neg } from '../ops/neg.ts'
import { sigmoid as sigmoidOp } from '../ops/sigmoid.ts'
import { softplus as softplusOp } from '../ops/softplus.ts'
import { sub } from '../ops/sub.ts'
import { tanh as tanhOp } from '../ops/tanh.ts'
import type { Tensor } from '../ops/tensor.ts'
import { where } from '../ops/where.ts'
import type { Bijector } from './bijector.ts'
import { coordinatewise } from './coordinatewise.ts'

/** y = x above 0, slope x below. Its log slope jumps at 0, where it is taken from above. Throws unless slope > 0. */
export function leakyRelu(dim: number, slope = 0.25): Bijector {
  if (!(slope > 0)) throw new RangeError(`leakyRelu: expected a slope above 0, got ${slope}`)
  const logSlope = (x: Tensor) => where(greater(neg(x), 0), Math.log(slope), 0)
  return coordinatewise(dim, {
    forward: (_, x) => leakyReluOp(x, slope),
    inverse: (_, y) => leakyReluOp(y, 1 / slope),
    logSlope: (_, x) => logSlope(x),
    logSlopeAt: (_, y) => logSlope(y), // y has the sign of x
  })
}

/**
 * y = tanh x, onto (-1, 1). log(1 - tanh^2 x) = 2 (log 2 - x - softplus(-2x)) does not cancel where tanh saturates.
 * In float32 y is 1 from x = 9 on: beyond it nothing takes y back.
 */
export const tanh = (dim: number): Bijector =>
  coordinatewise(dim, {
    forward: (_, x) => tanhOp(x),
    inverse: (_, y) => affine(sub(log1p(y), log1p(neg(y))), 0.5, 0),
    logSlope: (_, x) => affine(add(x, softplusOp(affine(x, -2, 0))), -2, 2 * Math.LN2),
    logSlopeAt: (_, y) => add(log1p(y), log1p(neg(y))),
  })

/**
 * y = 1 / (1 + e^-x), onto (0, 1); its inverse is the logit. In float32 y is 1 from x = 17 on; near 0 it keeps its digits.
 */
export const sigmoid = (dim: number): Bijector =>
  coordinatewise(dim, {
    forward: (_, x) => sigmoidOp(x),
    inverse: (_, y) => sub(log(y), log1p(neg(y))),
    logSlope: (_, x) => neg(add(softplusOp(x), softplusOp(neg(x)))),
    logSlopeAt: (_, y) => add(log(y), log1p(neg(y))),
  })

/**
 * y = log(1 + e^x), onto the positive numbers. The inverse is y + log(1 - e^-y), with 1 - e^-y = 2 t / (1 + t) for
 * t = tanh(y / 2), which keeps its digits where y is small.
 */
export const softplus = (dim: number): Bijector => {
  const logOneMinusExp = (y: Tensor) => {
    const t = tanhOp(affine(y, 0.5, 0))
    return affine(sub(log(t), log1p(t)), 1, Math.LN2)
  }
  return coordinatewise(dim, {
    forward: (_, x) => softplusOp(x),
    inverse: (_, y) => add(y, logOneMinusExp(y)),
    logSlope: (_, x) => neg(softplusOp(neg(x))),
    logSlopeAt: (_, y) => logOneMinusExp(y),
  })
}

/** y = e^x, onto the positive numbers. */
export const exponential = (dim: number): Bijector =>
  coordinatewise(dim, {
    forward: (_, x) => exp(x),
    inverse: (_, y) => log(y),
    logSlope: (_, x) => x,
    logSlopeAt: (_, y) => log(y),
  })

/** y = x^power of positive numbers. Throws where the power is 0, which maps all of them to 1. */
export function power(dim: number, exponent: number): Bijector {
  if (exponent === 0 || !Number.isFinite(exponent)) {
    throw new RangeError(`power: expected a number other than 0, got ${exponent}`)
  }
  const raised = (x: Tensor, to: number) => exp(affine(log(x), to, 0))
  return coordinatewise(dim, {
    forward: (_, x) => raised(x, exponent),
    inverse: (_, y) => raised(y, 1 / exponent),
    logSlope: (_, x) => affine(log(x), exponent - 1, Math.log(Math.abs(exponent))),
    logSlopeAt: (_, y) => affine(log(y), (exponent - 1) / exponent, Math.log(Math.abs(exponent))),
  })
}
