import { affine } from '../ops/affine.ts'
import { square } from '../ops/square.ts'
import { sum } from '../ops/sum.ts'
import type { Tensor } from '../ops/tensor.ts'

/**
 * log N(z; 0, I) = -1/2 sum z^2 - D/2 log 2 pi, in nats. z [N, D] -> [N].
 * The lecture's slide leaves out the 1/2 before the squared term; without it the density does not integrate to 1.
 */
export function standardNormalLogDensity(z: Tensor): Tensor {
  const dim = z.shape[1]
  return affine(sum(square(z), 1), -0.5, -0.5 * dim * Math.log(2 * Math.PI))
}
