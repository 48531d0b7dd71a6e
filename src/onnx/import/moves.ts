import { concat } from '../../ops/concat.ts'
import { gather } from '../../ops/gather.ts'
import { reshape } from '../../ops/reshape.ts'
import { around, type Shape, size, withAxis } from '../../ops/shape.ts'
import { slice } from '../../ops/slice.ts'
import { checkSize, isKnown, mostCells, type Reading, tensorOf } from './reading.ts'
import { unreadable } from './unreadable.ts'

// Moves of cells that shapes are computed with: where all is known they may leave no cell, as no tensor can.

/** So many places from one on. Throws a RangeError for more than are read. */
export function upFrom(start: number, count: number, step = 1): number[] {
  if (!(count <= mostCells))
    throw new RangeError(`${count} places are too many; at most ${mostCells} are read`)
  return Array.from({ length: Math.max(0, count) }, (_, i) => start + i * step)
}

export function reshaped(op: string, of: Reading, shape: Shape): Reading {
  if (size(shape) !== size(of.shape)) unreadable(op, `[${of.shape}] does not hold the cells of [${shape}]`)
  return isKnown(of) ? { ...of, shape } : { ...of, shape, tensor: reshape(of.tensor, shape) }
}

/** The slices at some places along an axis. */
export function taken(op: string, of: Reading, axis: number, places: readonly number[]): Reading {
  const shape = withAxis(of.shape, axis, places.length)
  if (places.some((place) => !(place >= 0 && place < of.shape[axis]))) {
    unreadable(op, `it takes places [${places}] along an axis of length ${of.shape[axis]}`)
  }
  if (isKnown(of)) return { ...of, shape, cells: takenCells(of.cells, of.shape, axis, places) }
  if (places.length === 0) unreadable(op, 'it takes no cell of what depends on an input')
  const [first] = places
  const isRun = places.every((place, i) => place === first + i)
  const tensor = isRun
    ? slice(of.tensor, axis, first, first + places.length)
    : gather(of.tensor, places, axis)
  return { ...of, shape, tensor }
}

function takenCells(cells: Float64Array, shape: Shape, axis: number, places: readonly number[]) {
  const { outer, length, inner } = around(shape, axis)
  const result = new Float64Array(outer * places.length * inner)
  for (let o = 0, to = 0; o < outer; o++) {
    for (const place of places) {
      const from = (o * length + place) * inner
      result.set(cells.subarray(from, from + inner), to)
      to += inner
    }
  }
  return result
}

/** Values end to end along an axis. */
export function joined(op: string, parts: readonly Reading[], axis: number): Reading {
  const full = parts.filter(({ shape }) => size(shape) > 0)
  if (full.length === 0) return parts[0]
  if (!full.every(isKnown)) {
    const tensor = concat(
      full.map((part) => tensorOf(op, part)),
      axis,
    )
    return { kind: full[0].kind, shape: tensor.shape, tensor }
  }
  const { outer } = around(full[0].shape, axis)
  const length = full.reduce((sum, { shape }) => sum + shape[axis], 0)
  const shape = withAxis(full[0].shape, axis, length)
  checkSize(op, shape)
  const cells = new Float64Array(size(shape))
  for (let o = 0, to = 0; o < outer; o++) {
    for (const part of full) {
      const width = part.cells.length / outer
      cells.set(part.cells.subarray(o * width, (o + 1) * width), to)
      to += width
    }
  }
  return { kind: full[0].kind, shape, cells }
}
