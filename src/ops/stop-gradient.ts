import { node } from './lowering.ts'
import { primitive } from './primitive.ts'

/** x, taken as a constant by differentiation. */
export const stopGradient = primitive({
  name: 'stopGradient',
  shape: ([x]) => x,
  kernel: null,
  vjp: () => [null],
  onnx: ([x]) => node('Identity', [x]),
})
