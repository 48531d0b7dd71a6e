import { normal } from '../nn/init.ts'
import type { Params } from '../nn/parameters.ts'
import { add } from '../ops/add.ts'
import { broadcast } from '../ops/broadcast.ts'
import { concat } from '../ops/concat.ts'
import { div } from '../ops/div.ts'
import { exp } from '../ops/exp.ts'
import { gather } from '../ops/gather.ts'
import { matmul } from '../ops/matmul.ts'
import { mul } from '../ops/mul.ts'
import { neg } from '../ops/neg.ts'
import { reshape } from '../ops/reshape.ts'
import { slice } from '../ops/slice.ts'
import { sub } from '../ops/sub.ts'
import { sum } from '../ops/sum.ts'
import { constant, type Tensor } from '../ops/tensor.ts'
import type { Bijector } from './bijector.ts'

/** Ones where `inside(row, column)`, zeros elsewhere, [dim, dim]. */
const mask = (dim: number, inside: (row: number, column: number) => boolean): Tensor =>
  reshape(
    constant(Array.from({ length: dim * dim }, (_, i) => (inside(Math.floor(i / dim), i % dim) ? 1 : 0))),
    [dim, dim],
  )

/**
 * A full linear map by its LU factors (Kingma & Dhariwal 2018, eq. 10):
 *
 *   y = P L U x + bias      log|det dy/dx| = sum log_diagonal
 *
 * with P the order given, L lower triangular with ones on its diagonal, and U upper triangular with exp(log_diagonal)
 * times the given signs on its own: it cannot be singular, and no determinant is ever computed. The inverse solves two
 * triangular systems, coordinate by coordinate.
 *
 * Parameters: lower, upper [dim, dim] (only their triangles count), log_diagonal, bias [dim].
 */
export function linear(
  dim: number,
  order: readonly number[] = Array.from({ length: dim }, (_, i) => dim - 1 - i),
  signs: readonly number[] = Array.from({ length: dim }, (_, i) => (i % 3 === 2 ? -1 : 1)),
): Bijector {
  const below = mask(dim, (row, column) => row > column)
  const above = mask(dim, (row, column) => row < column)
  const diagonal = mask(dim, (row, column) => row === column)
  const inverseOrder = order.map((_, i) => order.indexOf(i))

  function factors({ lower, upper, log_diagonal }: Params) {
    const pivots = mul(exp(log_diagonal), constant(signs))
    return {
      lower: add(mul(lower, below), diagonal),
      upper: add(mul(upper, above), mul(diagonal, pivots)),
    }
  }
  const logDet = ({ log_diagonal }: Params, x: Tensor) => broadcast(sum(log_diagonal), [x.shape[0]])

  return {
    dim,
    parameters: {
      lower: { shape: [dim, dim], init: normal(0.3) },
      upper: { shape: [dim, dim], init: normal(0.3) },
      log_diagonal: { shape: [dim], init: normal(0.3) },
      bias: { shape: [dim], init: normal(0.3) },
    },
    toLatent(params, x) {
      const { lower, upper } = factors(params)
      const product = matmul(matmul(x, upper, { transposeB: true }), lower, { transposeB: true })
      return { value: add(gather(product, order, 1), params.bias), logDet: logDet(params, x) }
    },
    toData(params, y) {
      const { lower, upper } = factors(params)
      const product = gather(sub(y, params.bias), inverseOrder, 1)
      return {
        value: solve(upper, solve(lower, product, 'down'), 'up'),
        logDet: neg(logDet(params, y)),
      }
    },
  }
}

/** x with T x = b for each row b, T triangular: from its first row down, or from its last row up. */
function solve(triangle: Tensor, b: Tensor, way: 'down' | 'up'): Tensor {
  const dim = triangle.shape[0]
  const known: Tensor[] = []
  for (let step = 0; step < dim; step++) {
    const i = way === 'down' ? step : dim - 1 - step
    const row = slice(triangle, 0, i, i + 1)
    const rest =
      step === 0
        ? slice(b, 1, i, i + 1)
        : sub(slice(b, 1, i, i + 1), sum(mul(concat(known, 1), others(row, i, way)), 1, { keep: true }))
    const x = div(rest, slice(row, 1, i, i + 1))
    if (way === 'down') known.push(x)
    else known.unshift(x)
  }
  return concat(known, 1)
}

/** The entries of a row [1, dim] that stand against coordinates already known. */
const others = (row: Tensor, i: number, way: 'down' | 'up'): Tensor =>
  way === 'down' ? slice(row, 1, 0, i) : slice(row, 1, i + 1, row.shape[1])
