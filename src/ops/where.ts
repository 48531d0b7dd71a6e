import { broadcast } from './broadcast.ts'
import { asTensor, type Operand } from './broadcasting.ts'
import { node } from './lowering.ts'
import { elementwise, primitive, type Thread } from './primitive.ts'
import { broadcastShapes } from './shape.ts'
import type { Tensor } from './tensor.ts'

export const wherePrimitive = primitive<[Tensor, Tensor, Tensor]>({
  name: 'where',
  shape: elementwise('where'),
  kernel: function (this: Thread, condition: number[], a: number[], b: number[]) {
    return condition[this.thread.x] !== 0.0 ? a[this.thread.x] : b[this.thread.x]
  },
  vjp: (g, [condition]) => [null, where(condition, g, 0), where(condition, 0, g)],
  onnx: ([condition, a, b]) => node('Where', [node('Cast', [condition], { to: 'bool' }), a, b]),
})

/** a where the condition is not 0, else b; broadcasting. The condition gets no gradient. */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  const [left, right] = [asTensor(a), asTensor(b)]
  const shape = broadcastShapes('where', condition.shape, broadcastShapes('where', left.shape, right.shape))
  return wherePrimitive(broadcast(condition, shape), broadcast(left, shape), broadcast(right, shape))
}
