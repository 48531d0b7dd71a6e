import * as ops from '../../../ops/index.ts'
import type { Tensor } from '../../../ops/tensor.ts'

/** Beyond it erf is 1 to the last digit of a float64. */
const edge = 6

/** Terms of the series that still count at the edge. */
const terms = 120

/**
 * The error function, by its series of positive terms (Abramowitz & Stegun 1964, 7.1.6), which cancels nothing:
 *
 *   erf(x) = 2 / sqrt(pi) x e^(-x^2) sum_n (2 x^2)^n / (1 3 5 ... (2n + 1))
 */
export function erf(x: Tensor): Tensor {
  const inner = ops.clamp(x, -edge, edge)
  const square = ops.square(inner)
  let sum: Tensor = ops.broadcast(ops.constant(1), x.shape)
  for (let n = terms; n > 0; n--) sum = ops.affine(ops.mul(square, sum), 2 / (2 * n + 1), 1)
  return ops.mul(ops.mul(ops.affine(inner, 2 / Math.sqrt(Math.PI), 0), ops.exp(ops.neg(square))), sum)
}
