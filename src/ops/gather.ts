import { addPrimitive } from './add.ts'
import { broadcast } from './broadcast.ts'
import { equal } from './equal.ts'
import { node } from './lowering.ts'
import { matmul } from './matmul.ts'
import { padAxis } from './pad.ts'
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

/** The adjoint of gather: every slice of g added where it was taken from. */
function scatterAdd(g: Tensor, indices: Tensor, axis: number, shape: Shape): Tensor {
  const rounds = indices.data && roundsOf(indices.data, shape[axis])
  if (!rounds || rounds.length > mostRounds) return byOneHot(g, indices, axis, shape)
  // One more slice, of zeros, for places that nothing was taken from.
  const padded = padAxis(g, axis, 0, 1)
  return rounds
    .map((sources) => gatherPrimitive(padded, constant(sources), { axis }))
    .reduce((a, b) => addPrimitive(a, b))
}

/** Beyond so many uses of one place a product with the one-hot matrix is cheaper. */
const mostRounds = 8

/**
 * Which slice goes to each place: a list for the first use of every place, one for the second, and so on. The number of
 * slices stands for none.
 */
function roundsOf(indices: ArrayLike<number>, length: number): number[][] {
  const none = indices.length
  const rounds: number[][] = [new Array<number>(length).fill(none)]
  Array.from(indices).forEach((place, source) => {
    let round = rounds.find((sources) => sources[place] === none)
    if (!round) {
      round = new Array<number>(length).fill(none)
      rounds.push(round)
    }
    round[place] = source
  })
  return rounds
}

/** As a product with the one-hot matrix, where the indices are not known, or are few places again and again. */
function byOneHot(g: Tensor, indices: Tensor, axis: number, shape: Shape): Tensor {
  const { outer, length, inner } = around(shape, axis)
  const n = indices.shape[0]
  const numbers = constant(Array.from({ length }, (_, i) => i))
  const oneHot = equal(broadcast(reshape(indices, [n, 1]), [n, length]), broadcast(numbers, [n, length]))
  const rows = reshape(transpose(reshape(g, [outer, n, inner]), [1, 0, 2]), [n, outer * inner])
  const sums = matmul(oneHot, rows, { transposeA: true })
  return reshape(transpose(reshape(sums, [length, outer, inner]), [1, 0, 2]), shape)
}
