import { node } from './lowering.ts'
import { primitive, type Thread } from './primitive.ts'
import { around, resolveAxis, sameShape, showShape, withAxis } from './shape.ts'
import { slice } from './slice.ts'
import type { Tensor } from './tensor.ts'

type ConcatConstants = 'inner' | 'left' | 'right'

/** Two tensors end to end along an axis. */
export const concatPrimitive = primitive<[Tensor, Tensor], { axis: number }>({
  name: 'concat',
  shape: ([a, b], { axis }) => {
    if (a.length !== b.length || !sameShape(withAxis(a, axis, 1), withAxis(b, axis, 1))) {
      throw new RangeError(
        `concat: ${showShape(a)} and ${showShape(b)} must agree on every axis but axis ${axis}`,
      )
    }
    return withAxis(a, axis, a[axis] + b[axis])
  },
  kernel: function (this: Thread<ConcatConstants>, a: number[], b: number[]) {
    const row = Math.floor((this.thread.x + 0.5) / this.constants.inner)
    const column = this.thread.x - row * this.constants.inner
    const outer = Math.floor((row + 0.5) / (this.constants.left + this.constants.right))
    const at = row - outer * (this.constants.left + this.constants.right)
    const inLeft = at < this.constants.left
    const fromLeft = inLeft ? (outer * this.constants.left + at) * this.constants.inner + column : 0
    const fromRight = inLeft
      ? 0
      : (outer * this.constants.right + at - this.constants.left) * this.constants.inner + column
    const left = a[fromLeft]
    const right = b[fromRight]
    return inLeft ? left : right
  },
  constants: ({ shapes: [a, b], attributes: { axis } }) => ({
    inner: around(a, axis).inner,
    left: a[axis],
    right: b[axis],
  }),
  vjp: (g, [a, b], _y, { axis }) => [
    slice(g, axis, 0, a.shape[axis]),
    slice(g, axis, a.shape[axis], a.shape[axis] + b.shape[axis]),
  ],
  onnx: ([a, b], { attributes }) => node('Concat', [a, b], { axis: attributes.axis }),
})

/** Tensors end to end along an axis, as a balanced tree of pairs: every cell is moved a logarithmic number of times. */
export function concat(tensors: readonly Tensor[], axis = -1): Tensor {
  if (tensors.length === 0) throw new RangeError('concat: got no tensors; give at least one')
  const resolved = resolveAxis('concat', axis, tensors[0].shape.length)
  if (tensors.length === 1) return tensors[0]
  const middle = Math.ceil(tensors.length / 2)
  return concatPrimitive(
    concat(tensors.slice(0, middle), resolved),
    concat(tensors.slice(middle), resolved),
    {
      axis: resolved,
    },
  )
}
