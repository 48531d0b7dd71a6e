import * as ops from '../../../ops/index.ts'
import type { Tensor } from '../../../ops/tensor.ts'
import { binary, expression } from '../elementwise.ts'
import { checkSize, readingOf } from '../reading.ts'
import {
  axisOf,
  flag,
  knownAt,
  number,
  operand,
  type Reader,
  type Readers,
  type Site,
  tensorAt,
  text,
} from '../site.ts'
import { einsum } from './einsum.ts'

/** numpy's rule: a vector is a row at the left and a column at the right, and the axis so made is dropped. */
function matmul(a: Tensor, b: Tensor): Tensor {
  const left = a.shape.length === 1 ? ops.reshape(a, [1, a.shape[0]]) : a
  const right = b.shape.length === 1 ? ops.reshape(b, [b.shape[0], 1]) : b
  const product = ops.matmul(left, right)
  const shape = product.shape.toSpliced(-2, 2)
  if (a.shape.length > 1) shape.push(product.shape[product.shape.length - 2])
  if (b.shape.length > 1) shape.push(product.shape[product.shape.length - 1])
  return ops.reshape(product, shape)
}

/** alpha A' B' + beta C. */
function gemm([a, b, c]: readonly Tensor[], site: Site): Tensor {
  const product = ops.matmul(a, b, { transposeA: flag(site, 'transA'), transposeB: flag(site, 'transB') })
  const scaled = ops.affine(product, number(site, 'alpha', 1), 0)
  return c ? ops.add(scaled, ops.affine(c, number(site, 'beta', 1), 0)) : scaled
}

/** Sums along an axis up to each place, as a product with a triangle of ones. */
const cumSum: Reader = (site) => {
  const [x, [axis]] = [tensorAt(site, 0), knownAt(site, 1).cells]
  const along = axisOf(site, axis, x.shape.length)
  const length = x.shape[along]
  checkSize(site.op, [length, length])
  const [reverse, exclusive] = [flag(site, 'reverse'), flag(site, 'exclusive')]
  const triangle = Array.from({ length: length * length }, (_, cell) => {
    const [from, to] = [Math.floor(cell / length), cell % length]
    const ahead = reverse ? from - to : to - from
    return Number(exclusive ? ahead > 0 : ahead >= 0)
  })
  const order = x.shape.map((_, i) => i).filter((i) => i !== along)
  const last = ops.transpose(x, [...order, along])
  const flat = ops.reshape(last, [x.shape.reduce((a, b) => a * b, 1) / length, length])
  const sums = ops.reshape(ops.matmul(flat, ops.constant(triangle, [length, length])), last.shape)
  const back = x.shape.map((_, i) => (i === along ? order.length : order.indexOf(i)))
  return readingOf(ops.transpose(sums, back), [operand(site, 0)], operand(site, 0).kind)
}

export const products: Readers = {
  CumSum: cumSum,
  Einsum: expression((operands, site) => einsum(text(site, 'equation', ''), operands)),
  Gemm: expression(gemm),
  MatMul: binary(matmul),
}
