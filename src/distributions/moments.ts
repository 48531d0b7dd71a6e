import { split } from '../ops/slice.ts'
import type { Tensor } from '../ops/tensor.ts'

/** What tells a distribution of its family, coordinate by coordinate: its mean and log variance; both [..., D]. */
export interface Moments {
  readonly mean: Tensor
  readonly logVariance: Tensor
}

/** What a network gives as [..., 2 D]: means first, then log variances. */
export function momentsIn(x: Tensor): Moments {
  const half = x.shape[x.shape.length - 1] / 2
  const [mean, logVariance] = split(x, -1, [half, half])
  return { mean, logVariance }
}
