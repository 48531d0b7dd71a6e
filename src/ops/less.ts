import { broadcasting, type Operand } from './broadcasting.ts'
import { node } from './lowering.ts'
import { elementwise, primitive, type Thread } from './primitive.ts'
import type { Tensor } from './tensor.ts'

export const lessPrimitive = primitive<[Tensor, Tensor]>({
  name: 'less',
  shape: elementwise('less'),
  kernel: function (this: Thread, a: number[], b: number[]) {
    return a[this.thread.x] < b[this.thread.x] ? 1.0 : 0.0
  },
  vjp: () => [null, null],
  onnx: ([a, b]) => node('Cast', [node('Less', [a, b])], { to: 'real' }),
})

/** 1 where a < b, else 0; broadcasting. Its derivative is taken to be 0. */
export const less: (a: Operand, b: Operand) => Tensor = broadcasting('less', lessPrimitive)
