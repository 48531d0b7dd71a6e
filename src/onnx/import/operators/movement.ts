import * as ops from '../../../ops/index.ts'
import { broadcastShapes, size } from '../../../ops/shape.ts'
import { unary } from '../elementwise.ts'
import { joined, reshaped, taken } from '../moves.ts'
import { type Reading, readingOf, tensorOf } from '../reading.ts'
import {
  axisOf,
  flag,
  listAt,
  listOf,
  number,
  numbers,
  operand,
  optionalListAt,
  type Readers,
  type Site,
  tensorAt,
  text,
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

function concat(site: Site): Reading {
  const parts = site.operands.map((_, at) => operand(site, at))
  return joined(site.op, parts, axisOf(site, number(site, 'axis', 0), parts[0].shape.length))
}

/** Into parts of given lengths, or into as many equal ones as there are results. */
function split(site: Site): Reading[] {
  const x = operand(site, 0)
  const axis = axisOf(site, number(site, 'axis', 0), x.shape.length)
  const each = Math.ceil(x.shape[axis] / number(site, 'num_outputs', site.results))
  const equal = Array.from({ length: site.results }, (_, i) => Math.min(each, x.shape[axis] - i * each))
  let start = 0
  return (listOf(site, 'split', 1) ?? equal).map((length) => {
    start += length
    return taken(site.op, x, axis, upFrom(start - length, length))
  })
}

const upFrom = (start: number, count: number, step = 1): number[] =>
  Array.from({ length: Math.max(0, count) }, (_, i) => start + i * step)

/** Ends and starts beyond the axis are its ends. */
function slice(site: Site): Reading {
  const x = operand(site, 0)
  const starts = listOf(site, 'starts', 1) ?? []
  const ends = listOf(site, 'ends', 2) ?? []
  const axes = listOf(site, 'axes', 3) ?? starts.map((_, i) => i)
  const steps = optionalListAt(site, 4) ?? starts.map(() => 1)
  return axes.reduce<Reading>((cut, given, i) => {
    const axis = axisOf(site, given, x.shape.length)
    return taken(site.op, cut, axis, stepped(x.shape[axis], starts[i], ends[i], steps[i]))
  }, x)
}

function stepped(length: number, start: number, end: number, step: number): number[] {
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1]
  const held = (place: number) => Math.min(Math.max(place < 0 ? place + length : place, low), high)
  const first = held(start)
  return upFrom(first, Math.ceil((held(end) - first) / step), step)
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

/** Amounts are an attribute before opset 11, and may be for some axes only since 18. Negative ones cut. */
function pad(site: Site): Reading {
  const x = operand(site, 0)
  const rank = x.shape.length
  const given = listOf(site, 'pads', 1) ?? []
  const axes = optionalListAt(site, 3)?.map((axis) => axisOf(site, axis, rank)) ?? upFrom(0, rank)
  const amount = (axis: number, end: 0 | 1) =>
    axes.includes(axis) ? given[axes.indexOf(axis) + end * axes.length] : 0
  const fill = site.operands[2]
  const cell = fill ? listAt(site, 2)[0] : number(site, 'value', 0)
  return upFrom(0, rank).reduce<Reading>(
    (longer, axis) => padAxis(site, longer, axis, [amount(axis, 0), amount(axis, 1)], cell),
    x,
  )
}

function padAxis(site: Site, x: Reading, axis: number, amounts: readonly number[], cell: number): Reading {
  const length = x.shape[axis]
  const [before, after] = amounts
  if (before === 0 && after === 0) return x
  const mode = text(site, 'mode', 'constant')
  if (mode !== 'constant')
    return taken(site.op, x, axis, upFrom(-before, before + length + after).map(folds[mode](length)))
  const kept = upFrom(Math.max(0, -before), length + Math.min(0, before) + Math.min(0, after))
  const filled = (amount: number): Reading[] => {
    const shape = x.shape.map((other, i) => (i === axis ? amount : other))
    return amount > 0 ? [{ kind: x.kind, shape, cells: new Float64Array(size(shape)).fill(cell) }] : []
  }
  return joined(site.op, [...filled(before), taken(site.op, x, axis, kept), ...filled(after)], axis)
}

/** Where the cells beyond the edges are taken from. */
const folds: Readonly<Record<string, (length: number) => (place: number) => number>> = {
  edge: (length) => (place) => Math.min(Math.max(place, 0), length - 1),
  reflect: (length) => (place) => {
    const period = Math.max(1, 2 * (length - 1))
    const folded = ((place % period) + period) % period
    return Math.min(folded, period - folded)
  },
  wrap: (length) => (place) => ((place % length) + length) % length,
}

/** Channels into pixels: [N, r r C, H, W] -> [N, C, r H, r W], in either of ONNX's orders. */
function depthToSpace(site: Site): Reading {
  return unary((x) => {
    const [n, c, h, w] = x.shape
    const r = number(site, 'blocksize', 1)
    const out = c / (r * r)
    const isDepthFirst = text(site, 'mode', 'DCR') === 'DCR'
    const apart = ops.reshape(x, isDepthFirst ? [n, r, r, out, h, w] : [n, out, r, r, h, w])
    const mixed = ops.transpose(apart, isDepthFirst ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3])
    return ops.reshape(mixed, [n, out, h * r, w * r])
  })(site) as Reading
}

function spaceToDepth(site: Site): Reading {
  return unary((x) => {
    const [n, c, h, w] = x.shape
    const r = number(site, 'blocksize', 1)
    const apart = ops.reshape(x, [n, c, h / r, r, w / r, r])
    return ops.reshape(ops.transpose(apart, [0, 3, 5, 1, 2, 4]), [n, c * r * r, h / r, w / r])
  })(site) as Reading
}

/** The cells on one side of a diagonal; 0 elsewhere. */
function trilu(site: Site): Reading {
  const x = operand(site, 0)
  const shift = site.operands[1] ? listAt(site, 1)[0] : 0
  const [rows, columns] = x.shape.slice(-2)
  const isUpper = flag(site, 'upper', true)
  const mask = upFrom(0, rows * columns).map((at) => {
    const ahead = (at % columns) - Math.floor(at / columns)
    return Number(isUpper ? ahead >= shift : ahead <= shift)
  })
  return readingOf(ops.where(ops.constant(mask, [rows, columns]), tensorOf(site.op, x), 0), [x], x.kind)
}

export const movement: Readers = {
  Concat: concat,
  DepthToSpace: depthToSpace,
  Expand: expand,
  Flatten: flatten,
  Pad: pad,
  Reshape: reshape,
  Slice: slice,
  SpaceToDepth: spaceToDepth,
  Split: split,
  Squeeze: squeeze,
  Tile: tile,
  Transpose: transpose,
  Trilu: trilu,
  Unsqueeze: unsqueeze,
}
