import { broadcasting, type Operand } from './broadcasting.ts'
import { node } from './lowering.ts'
import { mul } from './mul.ts'
import { neg } from './neg.ts'
import { elementwise, primitive, type Thread } from './primitive.ts'
import type { Tensor } from './tensor.ts'

export const divPrimitive = primitive<[Tensor, Tensor]>({
  name: 'div',
  shape: elementwise('div'),
  kernel: function (this: Thread, a: number[], b: number[]) {
    return a[this.thread.x] / b[this.thread.x]
  },
  vjp: (g, [, b], y) => {
    const scaled = div(g, b)
    return [scaled, neg(mul(scaled, y))]
  },
  onnx: ([a, b]) => node('Div', [a, b]),
})

/** a / b, broadcasting. */
export const div: (a: Operand, b: Operand) => Tensor = broadcasting('div', divPrimitive)
