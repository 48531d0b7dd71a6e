import { logsumexp } from '../ops/logsumexp.ts'
import { mul } from '../ops/mul.ts'
import { sub } from '../ops/sub.ts'
import { sum } from '../ops/sum.ts'
import type { Tensor } from '../ops/tensor.ts'

/** log softmax along the last axis: what is added to every logit alike makes no difference, and none overflows. */
export const logSoftmax = (logits: Tensor): Tensor => sub(logits, logsumexp(logits, -1, { keep: true }))

/**
 * log p(x) = sum over positions of the log softmax at the symbol that stands there, in nats.
 * x one-hot along the last axis; x, logits [N, length, symbols] -> [N].
 */
export const categoricalLogLikelihood = (x: Tensor, logits: Tensor): Tensor =>
  sum(mul(x, logSoftmax(logits)), [1, 2])
