import { affine } from './affine.ts'
import { broadcasting, type Operand } from './broadcasting.ts'
import { node } from './lowering.ts'
import { neg } from './neg.ts'
import { elementwise, primitive, type Thread } from './primitive.ts'
import type { Tensor } from './tensor.ts'

export const subPrimitive = primitive<[Tensor, Tensor]>({
  name: 'sub',
  shape: elementwise('sub'),
  kernel: function (this: Thread, a: number[], b: number[]) {
    return a[this.thread.x] - b[this.thread.x]
  },
  vjp: (g) => [g, neg(g)],
  onnx: ([a, b]) => node('Sub', [a, b]),
})

const subTensors = broadcasting('sub', subPrimitive)

/** a - b, broadcasting. */
export function sub(a: Operand, b: Operand): Tensor {
  if (typeof b === 'number' && typeof a !== 'number') return affine(a, 1, -b)
  if (typeof a === 'number' && typeof b !== 'number') return affine(b, -1, a)
  return subTensors(a, b)
}
