import { broadcast } from './broadcast.ts'
import { equal } from './equal.ts'
import { node } from './lowering.ts'
import { matmul } from './matmul.ts'
import { primitive, type Thread } from './primitive.ts'
import { reshape } from './reshape.ts'
import { around, resolveAxis, type Shape, showShape, size } from './shape.ts'
import { constant, type Tensor } from './tensor.ts'
import { transpose } from './transpose.ts'

type GatherConstants = 'inner' | 'length' | 'from'

export const gatherPrimitive = primitive<[Tensor, Tensor], { axis: number }>({
  name: 'gather',
  shape: ([x, indices], { axis }) => {
    if (indices.length !== 1) {
      throw new RangeError(`gather: indices must be a list, got shape ${showShape(indices)}; reshape them`)
    }
    return x.map((length, at) => (at === axis ? indices[0] : length))
  },
  kernel: function (this: Thread<GatherConstants>, x: number[], indices: number[]) {
    const row = Math.floor((this.thread.x + 0.5) / this.constants.inner)
    const column = this.thread.x - row * this.constants.inner
    const outer = Math.floor((row + 0.5) / this.constants.length)
    const index = Math.floor(indices[row - outer * this.constants.length] + 0.5)
    return x[(outer * this.constants.from + index) * this.constants.inner + column]
  },
  constants: ({ shapes: [x, indices], attributes: { axis } }) => {
    const { length, inner } = around(x, axis)
    return { inner, length: indices[0], from: length }
  },
  vjp: (g, [x, indices], _y, { axis }) => [scatterAdd(g, indices, axis, x.shape), null],
  onnx: ([x, indices], { attributes }) =>
    node('Gather', [x, node('Cast', [indices], { to: 'int64' })], { axis: attributes.axis }),
})

/**
 * The slices of x at the given places along an axis. `indices` are whole numbers, of any shape, which takes the axis's
 * place in the result; a list of numbers is checked, but the values of a tensor are the caller's to keep in range.
 */
export function gather(x: Tensor, indices: Tensor | readonly number[], axis: number): Tensor {
  const resolved = resolveAxis('gather', axis, x.shape.length)
  if (!('op' in indices)) return gatherPrimitive(x, places(indices, x.shape[resolved]), { axis: resolved })
  const list = reshape(indices, [size(indices.shape)])
  const shape = [...x.shape.slice(0, resolved), ...indices.shape, ...x.shape.slice(resolved + 1)]
  return reshape(gatherPrimitive(x, list, { axis: resolved }), shape)
}

function places(indices: readonly number[], length: number): Tensor {
  const wrong = indices.find((index) => !Number.isInteger(index) || index < 0 || index >= length)
  if (wrong !== undefined) {
    throw new RangeError(
      `gather: index ${wrong} is outside an axis of length ${length}; indices count from 0`,
    )
  }
  return constant(indices)
}

/** The adjoint of gather: every slice of g added where it was taken from, as a product with the one-hot matrix. */
function scatterAdd(g: Tensor, indices: Tensor, axis: number, shape: Shape): Tensor {
  const { outer, length, inner } = around(shape, axis)
  const n = indices.shape[0]
  const numbers = constant(Array.from({ length }, (_, i) => i))
  const oneHot = equal(broadcast(reshape(indices, [n, 1]), [n, length]), broadcast(numbers, [n, length]))
  const rows = reshape(transpose(reshape(g, [outer, n, inner]), [1, 0, 2]), [n, outer * inner])
  const sums = matmul(oneHot, rows, { transposeA: true })
  return reshape(transpose(reshape(sums, [length, outer, inner]), [1, 0, 2]), shape)
}
