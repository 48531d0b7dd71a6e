import { affine } from './affine.ts'
import { node } from './lowering.ts'
import { mul } from './mul.ts'
import { primitive, type Thread } from './primitive.ts'

/** x^2 */
export const square = primitive({
  name: 'square',
  shape: ([x]) => x,
  kernel: function (this: Thread, x: number[]) {
    return x[this.thread.x] * x[this.thread.x]
  },
  vjp: (g, [x]) => [mul(g, affine(x, 2, 0))],
  onnx: ([x]) => node('Mul', [x, x]),
})
