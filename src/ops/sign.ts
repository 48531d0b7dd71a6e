import { node } from './lowering.ts'
import { primitive, type Thread } from './primitive.ts'

/** -1, 0 or 1. Its derivative is taken to be 0. */
export const sign = primitive({
  name: 'sign',
  shape: ([x]) => x,
  kernel: function (this: Thread, x: number[]) {
    const v = x[this.thread.x]
    return v > 0.0 ? 1.0 : v < 0.0 ? -1.0 : 0.0
  },
  vjp: () => [null],
  onnx: ([x]) => node('Sign', [x]),
})
