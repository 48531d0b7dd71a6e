import { affine } from './affine.ts'
import type { Reduction } from './reduction.ts'
import { size } from './shape.ts'
import { sum } from './sum.ts'

/** The mean over some axes, all by default; `keep` leaves them with length 1. */
export const mean: Reduction = (x, axes, options) => {
  const total = sum(x, axes, options)
  return affine(total, size(total.shape) / size(x.shape), 0)
}
