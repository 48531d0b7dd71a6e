import { div } from './div.ts'
import { node } from './lowering.ts'
import { primitive, type Thread } from './primitive.ts'

/** The natural logarithm. */
export const log = primitive({
  name: 'log',
  shape: ([x]) => x,
  kernel: function (this: Thread, x: number[]) {
    return Math.log(x[this.thread.x])
  },
  vjp: (g, [x]) => [div(g, x)],
  onnx: ([x]) => node('Log', [x]),
})
