import * as ops from '../../../ops/index.ts'
import { joined, taken, upFrom } from '../moves.ts'
import { type Reading, readingOf, tensorOf } from '../reading.ts'
import {
  axisOf,
  flag,
  listAt,
  listOf,
  number,
  operand,
  optionalListAt,
  type Readers,
  type Site,
} from '../site.ts'

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

/** Values cut into parts and put together. */
export const parts: Readers = {
  Concat: concat,
  Slice: slice,
  Split: split,
  Trilu: trilu,
}
