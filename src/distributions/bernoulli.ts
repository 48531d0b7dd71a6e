import { mul } from '../ops/mul.ts'
import { softplus } from '../ops/softplus.ts'
import { sub } from '../ops/sub.ts'
import { sum } from '../ops/sum.ts'
import type { Tensor } from '../ops/tensor.ts'

/**
 * log p(x) = sum [x logit - log(1 + e^logit)], stable for any logit: never the logarithm of a sigmoid.
 * x in [0, 1]; x, logits [..., D] -> [...], in nats.
 */
export const bernoulliLogLikelihood = (x: Tensor, logits: Tensor): Tensor =>
  sum(sub(mul(x, logits), softplus(logits)), -1)
