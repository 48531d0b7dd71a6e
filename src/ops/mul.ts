import { affine } from './affine.ts'
import { broadcasting, type Operand } from './broadcasting.ts'
import { node } from './lowering.ts'
import { elementwise, primitive, type Thread } from './primitive.ts'
import type { Tensor } from './tensor.ts'

export const mulPrimitive = primitive<[Tensor, Tensor]>({
  name: 'mul',
  shape: elementwise('mul'),
  kernel: function (this: Thread, a: number[], b: number[]) {
    return a[this.thread.x] * b[this.thread.x]
  },
  vjp: (g, [a, b]) => [mul(g, b), mul(g, a)],
  onnx: ([a, b]) => node('Mul', [a, b]),
})

const mulTensors = broadcasting('mul', mulPrimitive)

/** a b, cell by cell, broadcasting. */
export function mul(a: Operand, b: Operand): Tensor {
  if (typeof b === 'number' && typeof a !== 'number') return affine(a, b, 0)
  if (typeof a === 'number' && typeof b !== 'number') return affine(b, a, 0)
  return mulTensors(a, b)
}
