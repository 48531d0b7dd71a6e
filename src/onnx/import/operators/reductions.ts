import * as ops from '../../../ops/index.ts'
import type { Tensor } from '../../../ops/tensor.ts'
import { type Reading, readingOf } from '../reading.ts'
import { axisOf, flag, listOf, operand, type Reader, type Readers, type Site, tensorAt } from '../site.ts'

type Reduce = (x: Tensor, axes: readonly number[], options: { keep: boolean }) => Tensor

/** Axes are an attribute until opset 13 for sums, and 18 for the rest; all axes where none are given. */
const reduction =
  (reduce: Reduce): Reader =>
  (site): Reading => {
    const x = operand(site, 0)
    const axes = axesOf(site, x.shape.length)
    const options = { keep: flag(site, 'keepdims', true) }
    return readingOf(reduce(tensorAt(site, 0), axes, options), [x], x.kind)
  }

function axesOf(site: Site, rank: number): number[] {
  const given = listOf(site, 'axes', 1) ?? []
  if (given.length > 0) return given.map((axis) => axisOf(site, axis, rank))
  return flag(site, 'noop_with_empty_axes') ? [] : Array.from({ length: rank }, (_, axis) => axis)
}

const after =
  (first: (x: Tensor) => Tensor, reduce: Reduce): Reduce =>
  (x, axes, options) =>
    reduce(first(x), axes, options)

/** The product of all slices along each axis, in pairs. */
const prod: Reduce = (x, axes, { keep }) => {
  const whole = axes.reduce(productAlong, x)
  const kept = x.shape.filter((_, axis) => !axes.includes(axis))
  return keep ? whole : ops.reshape(whole, kept)
}

function productAlong(x: Tensor, axis: number): Tensor {
  const length = x.shape[axis]
  if (length === 1) return x
  const half = Math.floor(length / 2)
  const [a, b, rest] = ops.split(x, axis, [half, half, ...(length % 2 ? [1] : [])])
  const product = productAlong(ops.mul(a, b), axis)
  return rest ? ops.mul(product, rest) : product
}

export const reductions: Readers = {
  ReduceL1: reduction(after(ops.abs, ops.sum)),
  ReduceL2: reduction((x, axes, options) => ops.sqrt(ops.sum(ops.square(x), axes, options))),
  ReduceLogSum: reduction((x, axes, options) => ops.log(ops.sum(x, axes, options))),
  ReduceLogSumExp: reduction(ops.logsumexp),
  ReduceMax: reduction(ops.max),
  ReduceMean: reduction(ops.mean),
  ReduceMin: reduction((x, axes, options) => ops.neg(ops.max(ops.neg(x), axes, options))),
  ReduceProd: reduction(prod),
  ReduceSum: reduction(ops.sum),
  ReduceSumSquare: reduction(after((x) => ops.square(x), ops.sum)),
}
