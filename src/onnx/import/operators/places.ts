import * as ops from '../../../ops/index.ts'
import { type Shape, size, strides } from '../../../ops/shape.ts'
import { joined, reshaped, taken } from '../moves.ts'
import { isKnown, type Known, type Reading, readingOf, tensorOf } from '../reading.ts'
import { axisOf, knownAt, number, operand, type Readers, type Site, text } from '../site.ts'
import { unreadable } from '../unreadable.ts'

const flat = (op: string, of: Reading): Reading => reshaped(op, of, [size(of.shape)])

/** A negative index counts from the end. */
const fromFront = (index: number, length: number): number => (index < 0 ? index + length : index)

/** The slices at some places along an axis; the shape of the indices takes the axis's place. */
function gather(site: Site): Reading {
  const [x, indices] = [operand(site, 0), knownAt(site, 1)]
  const axis = axisOf(site, number(site, 'axis', 0), x.shape.length)
  const places = Array.from(indices.cells, (index) => fromFront(index, x.shape[axis]))
  const shape = x.shape.toSpliced(axis, 1, ...indices.shape)
  return reshaped(site.op, taken(site.op, x, axis, places), shape)
}

/** Where each index points to in the flat value: along one axis, at its own place on the others. */
function elementPlaces(site: Site, shape: Shape, indices: Known): number[] {
  const axis = axisOf(site, number(site, 'axis', 0), shape.length)
  const [steps, own] = [strides(shape), strides(indices.shape)]
  return Array.from(indices.cells, (index, at) =>
    shape.reduce((place, length, i) => {
      const along = Math.floor(at / own[i]) % indices.shape[i]
      return place + steps[i] * (i === axis ? fromFront(index, length) : along)
    }, 0),
  )
}

function gatherElements(site: Site): Reading {
  const [x, indices] = [operand(site, 0), operand(site, 1)]
  if (!isKnown(indices)) return chosenElements(site, x, indices)
  const picked = taken(site.op, flat(site.op, x), 0, elementPlaces(site, x.shape, indices))
  return reshaped(site.op, picked, indices.shape)
}

/** The longest axis of which a computed index may choose, at the cost of a product with each of its places. */
const mostChoices = 64

/** Indices that depend on an input (the bins of a spline): each is compared with every place there is. */
function chosenElements(site: Site, x: Reading, indices: Reading): Reading {
  const axis = axisOf(site, number(site, 'axis', 0), x.shape.length)
  const length = x.shape[axis]
  const outside = (shape: Shape) => shape.toSpliced(axis, 1).join()
  if (length > mostChoices || outside(x.shape) !== outside(indices.shape)) {
    unreadable(site.op, 'its indices depend on an input')
  }
  const [from, places] = [tensorOf(site.op, x), tensorOf(site.op, indices)]
  const choices = Array.from({ length }, (_, place) =>
    ops.mul(ops.equal(places, place), ops.slice(from, axis, place, place + 1)),
  )
  return readingOf(choices.reduce(ops.add), [x, indices], x.kind)
}

/** Where the slices begin that the last axis of the indices names, and how long they are. */
function slicesAt(shape: Shape, indices: Known): { starts: number[]; length: number } {
  const depth = indices.shape[indices.shape.length - 1]
  const steps = strides(shape)
  const starts = Array.from({ length: indices.cells.length / depth }, (_, i) =>
    Array.from(
      { length: depth },
      (_, k) => steps[k] * fromFront(indices.cells[i * depth + k], shape[k]),
    ).reduce((a, b) => a + b, 0),
  )
  return { starts, length: size(shape.slice(depth)) }
}

const spread = ({ starts, length }: ReturnType<typeof slicesAt>): number[] =>
  starts.flatMap((start) => Array.from({ length }, (_, i) => start + i))

function gatherNd(site: Site): Reading {
  const [x, indices] = [operand(site, 0), knownAt(site, 1)]
  if (number(site, 'batch_dims', 0) !== 0) unreadable(site.op, 'batch_dims')
  const depth = indices.shape[indices.shape.length - 1]
  const picked = taken(site.op, flat(site.op, x), 0, spread(slicesAt(x.shape, indices)))
  return reshaped(site.op, picked, [...indices.shape.slice(0, -1), ...x.shape.slice(depth)])
}

function scatterElements(site: Site): Reading {
  return scattered(site, elementPlaces(site, operand(site, 0).shape, knownAt(site, 1)))
}

function scatterNd(site: Site): Reading {
  return scattered(site, spread(slicesAt(operand(site, 0).shape, knownAt(site, 1))))
}

/** Of the flat value and the flat updates end to end, each cell is taken from where it was written last. */
function scattered(site: Site, places: readonly number[]): Reading {
  const { op } = site
  if (text(site, 'reduction', 'none') !== 'none') unreadable(op, 'it reduces what meets at one place')
  const [x, updates] = [operand(site, 0), operand(site, 2)]
  const from = Array.from({ length: size(x.shape) }, (_, at) => at)
  places.forEach((place, i) => {
    from[place] = size(x.shape) + i
  })
  const both = joined(op, [flat(op, x), flat(op, updates)], 0)
  return reshaped(op, taken(op, both, 0, from), x.shape)
}

export const places: Readers = {
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherNd,
  ScatterElements: scatterElements,
  ScatterND: scatterNd,
}
