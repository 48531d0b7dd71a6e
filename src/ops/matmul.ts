import { broadcast } from './broadcast.ts'
import { type Lowered, node } from './lowering.ts'
import { type Primitive, primitive, type Thread } from './primitive.ts'
import { reshape } from './reshape.ts'
import { broadcastShapes, type Shape, sameShape, showShape, size } from './shape.ts'
import type { Tensor } from './tensor.ts'

interface MatmulAttributes {
  readonly transposeA: boolean
  readonly transposeB: boolean
  readonly [name: string]: boolean
}

type MatmulConstants =
  | 'rows'
  | 'columns'
  | 'quads'
  | 'rest'
  | 'aBatch'
  | 'aRow'
  | 'aInner'
  | 'bBatch'
  | 'bInner'
  | 'bColumn'

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
  // Four products a turn: the loop's own work weighs a quarter.
  kernel: function (this: Thread<MatmulConstants>, a: number[], b: number[]) {
    const line = Math.floor((this.thread.x + 0.5) / this.constants.columns)
    const column = this.thread.x - line * this.constants.columns
    const batch = Math.floor((line + 0.5) / this.constants.rows)
    const row = line - batch * this.constants.rows
    let p = batch * this.constants.aBatch + row * this.constants.aRow
    let q = batch * this.constants.bBatch + column * this.constants.bColumn
    const aInner = this.constants.aInner
    const bInner = this.constants.bInner
    let total = 0.0
    for (let i = 0; i < this.constants.quads; i++) {
      total +=
        a[p] * b[q] +
        a[p + aInner] * b[q + bInner] +
        a[p + 2 * aInner] * b[q + 2 * bInner] +
        a[p + 3 * aInner] * b[q + 3 * bInner]
      p += 4 * aInner
      q += 4 * bInner
    }
    for (let i = 0; i < this.constants.rest; i++) {
      total += a[p] * b[q]
      p += aInner
      q += bInner
    }
    return total
  },
  constants: ({ shapes: [a, b], attributes }) => {
    const { rows, columns, inner } = extents(a, b, attributes)
    const { transposeA, transposeB } = attributes
    return {
      rows,
      columns,
      quads: Math.floor(inner / 4),
      rest: inner % 4,
      aBatch: rows * inner,
      aRow: transposeA ? 1 : inner,
      aInner: transposeA ? rows : 1,
      bBatch: inner * columns,
      bInner: transposeB ? 1 : columns,
      bColumn: transposeB ? inner : 1,
    }
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
      transposeA ? lastTwoSwapped(a, shapes[0].length) : a,
      transposeB ? lastTwoSwapped(b, shapes[1].length) : b,
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

function lastTwoSwapped(x: string, rank: number): Lowered {
  const axes = Array.from({ length: rank }, (_, axis) => axis)
  return node('Transpose', [x], { perm: [...axes.slice(0, -2), rank - 1, rank - 2] })
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
