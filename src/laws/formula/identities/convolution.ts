import { Matrix } from 'ml-matrix'
import type { Value, Values } from '../../../engines/engine.ts'
import { cells, value } from '../../../engines/value.ts'
import { build, scalar, sum } from '../../../formulas/arrays.ts'
import { formulaNamed, type Settings } from '../../../formulas/index.ts'
import { changes, composes } from '../relations.ts'
import type { Relation } from '../trial.ts'
import { negative, scaled, zeros } from './cells.ts'
import type { Identities } from './identities.ts'

const inner = (a: Value, b: Value) => sum(a.size, (i) => cells(a)[i] * cells(b)[i])

/**
 * <f(x), y> = <x, f*(y)>, where f* is the truth of the other of the two convolutions, for a y drawn at random. The weight
 * is the same: what one lays out as [O, I] the other reads as [I, O].
 */
const adjoint = (other: string): Relation =>
  composes(
    `the inner product with the output is that of x with ${other} of the other factor`,
    async (f, at) => {
      const { x, weight, bias } = at.inputs
      const made = (await f({ x, weight, bias: zeros(bias) })).y
      const y = build(made.shape, () => Math.fround(at.random.normal(1)[0]))
      const back = transposed(other, { x: y, weight, bias: noBias(x.shape[1]) }, at.settings, x)
      return { got: { product: scalar(inner(made, y)) }, expected: { product: scalar(inner(x, back)) } }
    },
  )

const noBias = (width: number) => build([width], () => 0)

/** The adjoint of a map from x: whatever rows of x a stride leaves over get nothing. */
function transposed(other: string, inputs: Values, settings: Settings, x: Value): Value {
  const plain = { ...settings, output_padding: 0 }
  const { y } = formulaNamed(other).value(inputs, plain)
  const isInside = (h: number, w: number) => h < y.shape[2] && w < y.shape[3]
  return build(x.shape, (n, c, h, w) => (isInside(h, w) ? y.get(n, c, h, w) : 0))
}

/** The weight that takes an input cell to an output cell of one axis each, by their distance along it; none where it misses. */
interface Reach {
  readonly tap: (to: number, from: number) => number
  readonly weight: (weight: Value, o: number, i: number, p: number, q: number) => number
  readonly kernel: (weight: Value) => readonly number[]
}

const reachOf = (settings: Settings, isTransposed: boolean): Reach => {
  const [stride, padding] = [Number(settings.stride), Number(settings.padding)]
  return {
    tap: (to, from) => (isTransposed ? to + padding - stride * from : from + padding - stride * to),
    weight: (weight, o, i, p, q) => (isTransposed ? weight.get(i, o, p, q) : weight.get(o, i, p, q)),
    kernel: ({ shape }) => shape.slice(2),
  }
}

/** The whole matrix of the map from the cells of an image to those of its result, [O H' W', I H W], cell by cell. */
function denseMatrix(x: Value, y: Value, weight: Value, reach: Reach): Matrix {
  const [[, inputs, height, width], [, outputs, tall, wide]] = [x.shape, y.shape]
  const [kernelHeight, kernelWidth] = reach.kernel(weight)
  const matrix = Matrix.zeros(outputs * tall * wide, inputs * height * width)
  for (let row = 0; row < matrix.rows; row++) {
    const [o, h, w] = placeOf(row, tall, wide)
    for (let column = 0; column < matrix.columns; column++) {
      const [i, fromH, fromW] = placeOf(column, height, width)
      const [p, q] = [reach.tap(h, fromH), reach.tap(w, fromW)]
      const isReached = p >= 0 && q >= 0 && p < kernelHeight && q < kernelWidth
      if (isReached) matrix.set(row, column, reach.weight(weight, o, i, p, q))
    }
  }
  return matrix
}

const placeOf = (cell: number, height: number, width: number) => [
  Math.floor(cell / (height * width)),
  Math.floor(cell / width) % height,
  cell % width,
]

/** Without its bias the map is a product with one matrix, whose cells are the weight's, or 0. */
const isMatrix = (isTransposed: boolean): Relation =>
  composes('the output is the product of x with the dense matrix of the map', async (f, at) => {
    const { x, weight, bias } = at.inputs
    const { y } = await f({ x, weight, bias: zeros(bias) })
    const matrix = denseMatrix(x, y, weight, reachOf(at.settings, isTransposed))
    const [count] = x.shape
    const images = Matrix.from1DArray(count, x.size / count, cells(x))
    return { got: { y }, expected: { y: value(images.mmul(matrix.transpose()).to1DArray(), y.shape) } }
  })

const convolution = (other: string): Identities => ({
  symmetry: [
    changes(
      'x and the weight negated change nothing but for the bias: it is bilinear',
      ({ x, weight }) => ({ x: negative(x), weight: negative(weight) }),
      ({ y }) => ({ y }),
    ),
  ],
  scaling: [
    changes(
      'x and the bias scaled scale the output',
      ({ x, bias }) => ({ x: scaled(x, 2), bias: scaled(bias, 2) }),
      ({ y }) => ({ y: scaled(y, 2) }),
    ),
  ],
  'special-values': [
    changes(
      'an image of 0 has the bias everywhere',
      ({ x }) => ({ x: zeros(x) }),
      ({ y }, { inputs: { bias } }) => ({ y: build(y.shape, (_, o) => bias.get(o)) }),
    ),
  ],
  inverse: [adjoint(other)],
  jacobian: [isMatrix(other === 'conv2d')],
})

export const convolutionIdentities: Readonly<Record<string, Identities>> = {
  conv2d: convolution('conv_transpose2d'),
  conv_transpose2d: convolution('conv2d'),
}
