import { affine } from './affine.ts'
import type { Tensor } from './tensor.ts'

/** -x */
export const neg = (x: Tensor): Tensor => affine(x, -1, 0)
