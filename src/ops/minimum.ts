import type { Operand } from './broadcasting.ts'
import { asTensor } from './broadcasting.ts'
import { maximum } from './maximum.ts'
import { neg } from './neg.ts'
import type { Tensor } from './tensor.ts'

/** The smaller of a and b, broadcasting. A tie gives each half of the gradient. */
export const minimum = (a: Operand, b: Operand): Tensor => neg(maximum(neg(asTensor(a)), neg(asTensor(b))))
