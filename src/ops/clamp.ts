import { equal } from './equal.ts'
import { node, real } from './lowering.ts'
import { mul } from './mul.ts'
import { primitive, type Thread } from './primitive.ts'
import type { Tensor } from './tensor.ts'

export const clampPrimitive = primitive<[Tensor], { lo: number; hi: number }>({
  name: 'clamp',
  shape: ([x]) => x,
  kernel: function (this: Thread<'lo' | 'hi'>, x: number[]) {
    return Math.min(Math.max(x[this.thread.x], this.constants.lo), this.constants.hi)
  },
  constants: ({ attributes }) => attributes,
  // The bounds themselves belong to the inside.
  vjp: (g, [x], y) => [mul(g, equal(x, y))],
  onnx: ([x], { attributes: { lo, hi } }) => node('Clip', [x, real(lo), real(hi)]),
})

/** x held within [lo, hi]. Its derivative is 1 inside, bounds included, and 0 outside. */
export function clamp(x: Tensor, lo: number, hi: number): Tensor {
  if (!(lo <= hi)) throw new RangeError(`clamp: lo must not exceed hi, got [${lo}, ${hi}]`)
  return clampPrimitive(x, { lo, hi })
}
