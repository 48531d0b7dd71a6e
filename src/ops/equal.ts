import { broadcasting, type Operand } from './broadcasting.ts'
import { node } from './lowering.ts'
import { elementwise, primitive, type Thread } from './primitive.ts'
import type { Tensor } from './tensor.ts'

export const equalPrimitive = primitive<[Tensor, Tensor]>({
  name: 'equal',
  shape: elementwise('equal'),
  kernel: function (this: Thread, a: number[], b: number[]) {
    return a[this.thread.x] === b[this.thread.x] ? 1.0 : 0.0
  },
  vjp: () => [null, null],
  onnx: ([a, b]) => node('Cast', [node('Equal', [a, b])], { to: 'real' }),
})

/** 1 where a = b, else 0; broadcasting. Its derivative is taken to be 0. */
export const equal: (a: Operand, b: Operand) => Tensor = broadcasting('equal', equalPrimitive)
