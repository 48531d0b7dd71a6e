import { broadcast } from './broadcast.ts'
import { node } from './lowering.ts'
import { padAxis } from './pad.ts'
import { type Primitive, primitive, type Thread } from './primitive.ts'
import { reshape } from './reshape.ts'
import { broadcastShapes, type Shape, sameShape, showShape, size } from './shape.ts'
import { slice } from './slice.ts'
import type { Tensor } from './tensor.ts'
import { transpose } from './transpose.ts'

interface MatmulAttributes {
  readonly transposeA: boolean
  readonly transposeB: boolean
  readonly [name: string]: boolean
}

type MatmulConstants = 'columns' | 'eights' | 'rest' | 'aBatch' | 'aRow' | 'aInner' | 'bBatch'

export const matmulPrimitive: Primitive<[Tensor, Tensor], MatmulAttributes> = primitive({
  name: 'matmul',
  shape: ([a, b], attributes) => {
    const { rows, columns, inner, innerB } = extents(a, b, attributes)
    if (a.length < 2 || b.length < 2 || !sameShape(a.slice(0, -2), b.slice(0, -2))) {
      throw new RangeError(
        `matmul: operands must be matrices or equal batches of them: ${showShape(a)} x ${showShape(b)}`,
      )
    }
    if (inner !== innerB) {
      throw new RangeError(
        `matmul: inner dimensions differ: ${showShape(a)}${attributes.transposeA ? ' transposed' : ''} x ` +
          `${showShape(b)}${attributes.transposeB ? ' transposed' : ''}; ` +
          "transpose the second, or check the layer's fan-in",
      )
    }
    return [...a.slice(0, -2), rows, columns]
  },
  // Eight products a turn, added up before they are added to the others.
  kernel: function (this: Thread<MatmulConstants>, a: number[], b: number[]) {
    const aStep = this.constants.aInner
    const bStep = this.constants.columns
    const aStart = this.thread.z * this.constants.aBatch + this.thread.y * this.constants.aRow
    const bStart = this.thread.z * this.constants.bBatch
    let total = 0.0
    for (let i = 0; i < this.constants.eights; i++) {
      const p = aStart + 8 * i * aStep
      const q = bStart + 8 * i * bStep
      total +=
        a[p] * b[q + this.thread.x] +
        a[p + aStep] * b[q + bStep + this.thread.x] +
        (a[p + 2 * aStep] * b[q + 2 * bStep + this.thread.x] +
          a[p + 3 * aStep] * b[q + 3 * bStep + this.thread.x]) +
        (a[p + 4 * aStep] * b[q + 4 * bStep + this.thread.x] +
          a[p + 5 * aStep] * b[q + 5 * bStep + this.thread.x] +
          (a[p + 6 * aStep] * b[q + 6 * bStep + this.thread.x] +
            a[p + 7 * aStep] * b[q + 7 * bStep + this.thread.x]))
    }
    for (let i = 0; i < this.constants.rest; i++) {
      const k = 8 * this.constants.eights + i
      total += a[aStart + k * aStep] * b[bStart + k * bStep + this.thread.x]
    }
    return total
  },
  constants: ({ shapes: [a, b], attributes }) => {
    const { rows, columns, inner } = extents(a, b, attributes)
    return {
      columns,
      eights: Math.floor(inner / 8),
      rest: inner % 8,
      aBatch: rows * inner,
      aRow: attributes.transposeA ? 1 : inner,
      aInner: attributes.transposeA ? rows : 1,
      bBatch: inner * columns,
    }
  },
  extent: ({ shape }) => {
    const [rows, columns] = shape.slice(-2)
    return [columns, rows, size(shape.slice(0, -2))]
  },
  // The kernel finds neighbouring columns side by side, and works on as many as there are lanes at least.
  composed: ([a, b], { transposeA, transposeB }, lanes) => {
    const upright = transposeB ? transpose(b, lastTwoSwapped(b.shape.length)) : b
    const last = upright.shape.length - 1
    const columns = upright.shape[last]
    if (columns >= lanes)
      return transposeB ? matmulPrimitive(a, upright, { transposeA, transposeB: false }) : null
    const widened = padAxis(upright, last, 0, lanes - columns)
    return slice(matmulPrimitive(a, widened, { transposeA, transposeB: false }), last, 0, columns)
  },
  vjp: (g, [a, b], _y, { transposeA, transposeB }) => [
    transposeA
      ? matmulPrimitive(b, g, { transposeA: transposeB, transposeB: true })
      : matmulPrimitive(g, b, { transposeA: false, transposeB: !transposeB }),
    transposeB
      ? matmulPrimitive(g, a, { transposeA: true, transposeB: transposeA })
      : matmulPrimitive(a, g, { transposeA: !transposeA, transposeB: false }),
  ],
  onnx: ([a, b], { shapes, attributes }) => {
    const { transposeA, transposeB } = attributes
    if (shapes[0].length === 2 && (transposeA || transposeB)) {
      return node('Gemm', [a, b], { transA: Number(transposeA), transB: Number(transposeB) })
    }
    return node('MatMul', [
      transposeA ? node('Transpose', [a], { perm: lastTwoSwapped(shapes[0].length) }) : a,
      transposeB ? node('Transpose', [b], { perm: lastTwoSwapped(shapes[1].length) }) : b,
    ])
  },
})

function extents(a: Shape, b: Shape, { transposeA, transposeB }: MatmulAttributes) {
  const [m, k] = a.slice(-2)
  const [l, n] = b.slice(-2)
  return {
    rows: transposeA ? k : m,
    inner: transposeA ? m : k,
    innerB: transposeB ? n : l,
    columns: transposeB ? l : n,
  }
}

/** The axes in an order that transposes the last two. */
function lastTwoSwapped(rank: number): number[] {
  const axes = Array.from({ length: rank }, (_, axis) => axis)
  return [...axes.slice(0, -2), rank - 1, rank - 2]
}

/**
 * The matrix product of the last two axes; the axes before them are batches and broadcast. a [..., M, K], b [..., K, N]
 * (or [..., K, M], [..., N, K] with the transposes) -> [..., M, N].
 */
export function matmul(
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false }: { transposeA?: boolean; transposeB?: boolean } = {},
): Tensor {
  if (a.shape.length < 2 || b.shape.length < 2) {
    throw new RangeError(
      `matmul: operands must be matrices, got ${showShape(a.shape)} x ${showShape(b.shape)}; reshape`,
    )
  }
  // A batch times one matrix is one taller matrix.
  if (b.shape.length === 2 && a.shape.length > 2 && !transposeA) {
    const [rows, inner] = [size(a.shape.slice(0, -1)), a.shape[a.shape.length - 1]]
    const flat = matmulPrimitive(reshape(a, [rows, inner]), b, { transposeA, transposeB })
    return reshape(flat, [...a.shape.slice(0, -1), flat.shape[1]])
  }
  const batch = broadcastShapes('matmul', a.shape.slice(0, -2), b.shape.slice(0, -2))
  const left = broadcast(a, [...batch, ...a.shape.slice(-2)])
  const right = broadcast(b, [...batch, ...b.shape.slice(-2)])
  return matmulPrimitive(left, right, { transposeA, transposeB })
}
