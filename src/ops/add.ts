import { affine } from './affine.ts'
import { broadcasting, type Operand } from './broadcasting.ts'
import { node } from './lowering.ts'
import { elementwise, primitive, type Thread } from './primitive.ts'
import type { Tensor } from './tensor.ts'

export const addPrimitive = primitive<[Tensor, Tensor]>({
  name: 'add',
  shape: elementwise('add'),
  kernel: function (this: Thread, a: number[], b: number[]) {
    return a[this.thread.x] + b[this.thread.x]
  },
  vjp: (g) => [g, g],
  onnx: ([a, b]) => node('Add', [a, b]),
})

const addTensors = broadcasting('add', addPrimitive)

/** a + b, broadcasting. */
export function add(a: Operand, b: Operand): Tensor {
  if (typeof b === 'number' && typeof a !== 'number') return affine(a, 1, b)
  if (typeof a === 'number' && typeof b !== 'number') return affine(b, 1, a)
  return addTensors(a, b)
}
