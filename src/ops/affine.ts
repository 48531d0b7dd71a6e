import { type Lowered, node, real } from './lowering.ts'
import { primitive, type Thread } from './primitive.ts'
import type { Tensor } from './tensor.ts'

export const affinePrimitive = primitive<[Tensor], { scale: number; offset: number }>({
  name: 'affine',
  shape: ([x]) => x,
  kernel: function (this: Thread<'scale' | 'offset'>, x: number[]) {
    return x[this.thread.x] * this.constants.scale + this.constants.offset
  },
  constants: ({ attributes }) => attributes,
  vjp: (g, _x, _y, { scale }) => [affine(g, scale, 0)],
  onnx: ([x], { attributes: { scale, offset } }) => {
    const scaled: Lowered = scale === -1 ? node('Neg', [x]) : scale === 1 ? x : node('Mul', [x, real(scale)])
    if (offset !== 0) return node('Add', [scaled, real(offset)])
    return typeof scaled === 'string' ? node('Identity', [x]) : scaled
  },
})

/** scale x + offset, for numbers that are known when the graph is traced. */
export function affine(x: Tensor, scale: number, offset: number): Tensor {
  return scale === 1 && offset === 0 ? x : affinePrimitive(x, { scale, offset })
}
