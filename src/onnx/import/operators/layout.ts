import * as ops from '../../../ops/index.ts'
import { broadcastShapes, size } from '../../../ops/shape.ts'
import { reshaped } from '../moves.ts'
import { type Reading, readingOf } from '../reading.ts'
import {
  axisOf,
  flag,
  listAt,
  listOf,
  number,
  numbers,
  operand,
  type Readers,
  type Site,
  tensorAt,
} from '../site.ts'

/** 0 keeps an axis's length, -1 is what is left over. */
function reshape(site: Site): Reading {
  const x = operand(site, 0)
  const wanted = listAt(site, 1).map((length, axis) =>
    length === 0 && !flag(site, 'allowzero') ? x.shape[axis] : length,
  )
  const others = size(wanted.filter((length) => length !== -1))
  const shape = wanted.map((length) => (length === -1 ? size(x.shape) / Math.max(1, others) : length))
  return reshaped(site.op, x, shape)
}

function flatten(site: Site): Reading {
  const x = operand(site, 0)
  const axis = number(site, 'axis', 1)
  const first = axis < 0 ? axis + x.shape.length : axis
  return reshaped(site.op, x, [size(x.shape.slice(0, first)), size(x.shape.slice(first))])
}

function squeeze(site: Site): Reading {
  const x = operand(site, 0)
  const axes = listOf(site, 'axes', 1)?.map((axis) => axisOf(site, axis, x.shape.length))
  const dropped = (length: number, axis: number) => (axes ? axes.includes(axis) : length === 1)
  return reshaped(
    site.op,
    x,
    x.shape.filter((length, axis) => !dropped(length, axis)),
  )
}

/** Axes are places in the result. */
function unsqueeze(site: Site): Reading {
  const x = operand(site, 0)
  const given = listOf(site, 'axes', 1) ?? []
  const rank = x.shape.length + given.length
  const axes = given.map((axis) => axisOf(site, axis, rank))
  const rest = [...x.shape]
  const shape = Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : Number(rest.shift())))
  return reshaped(site.op, x, shape)
}

function transpose(site: Site): Reading {
  const x = operand(site, 0)
  if (size(x.shape) === 0)
    return {
      ...x,
      shape: (numbers(site, 'perm') ?? x.shape.map((_, i) => i).reverse()).map((axis) => x.shape[axis]),
    }
  return readingOf(ops.transpose(tensorAt(site, 0), numbers(site, 'perm')), [x], x.kind)
}

function expand(site: Site): Reading {
  const x = operand(site, 0)
  const shape = broadcastShapes(site.op, x.shape, listAt(site, 1))
  if (size(shape) === 0) return { kind: x.kind, shape, cells: new Float64Array(0) }
  return readingOf(ops.broadcast(tensorAt(site, 0), shape), [x], x.kind)
}

/** x again and again along every axis: an axis of length 1 before each is stretched. */
function tile(site: Site): Reading {
  const x = operand(site, 0)
  const repeats = listAt(site, 1)
  const apart = ops.reshape(
    tensorAt(site, 0),
    x.shape.flatMap((length) => [1, length]),
  )
  const stretched = ops.broadcast(
    apart,
    x.shape.flatMap((length, axis) => [repeats[axis], length]),
  )
  const tiled = ops.reshape(
    stretched,
    x.shape.map((length, axis) => repeats[axis] * length),
  )
  return readingOf(tiled, [x], x.kind)
}

/** The same cells under other axes, or again and again. */
export const layout: Readers = {
  Expand: expand,
  Flatten: flatten,
  Reshape: reshape,
  Squeeze: squeeze,
  Tile: tile,
  Transpose: transpose,
  Unsqueeze: unsqueeze,
}
