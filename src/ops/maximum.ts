import { affine } from './affine.ts'
import { broadcasting, type Operand } from './broadcasting.ts'
import { node } from './lowering.ts'
import { mul } from './mul.ts'
import { elementwise, primitive, type Thread } from './primitive.ts'
import { sign } from './sign.ts'
import { sub } from './sub.ts'
import type { Tensor } from './tensor.ts'

export const maximumPrimitive = primitive<[Tensor, Tensor]>({
  name: 'maximum',
  shape: elementwise('maximum'),
  kernel: function (this: Thread, a: number[], b: number[]) {
    return Math.max(a[this.thread.x], b[this.thread.x])
  },
  // A tie gives each operand half.
  vjp: (g, [a, b]) => {
    const share = affine(sign(sub(a, b)), 0.5, 0.5)
    return [mul(g, share), mul(g, sub(1, share))]
  },
  onnx: ([a, b]) => node('Max', [a, b]),
})

/** The larger of a and b, broadcasting. */
export const maximum: (a: Operand, b: Operand) => Tensor = broadcasting('maximum', maximumPrimitive)
