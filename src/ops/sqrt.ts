import { affine } from './affine.ts'
import { div } from './div.ts'
import { node } from './lowering.ts'
import { primitive, type Thread } from './primitive.ts'

/** The square root. */
export const sqrt = primitive({
  name: 'sqrt',
  shape: ([x]) => x,
  kernel: function (this: Thread, x: number[]) {
    return Math.sqrt(x[this.thread.x])
  },
  vjp: (g, _x, y) => [div(affine(g, 0.5, 0), y)],
  onnx: ([x]) => node('Sqrt', [x]),
})
