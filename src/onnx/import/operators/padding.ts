import { size } from '../../../ops/shape.ts'
import { joined, taken, upFrom } from '../moves.ts'
import { checkSize, type Reading } from '../reading.ts'
import {
  axisOf,
  listAt,
  listOf,
  number,
  operand,
  optionalListAt,
  type Readers,
  type Site,
  text,
} from '../site.ts'

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
    checkSize(site.op, shape)
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

export const padding: Readers = { Pad: pad }
