import * as ops from '../../../ops/index.ts'
import { taken, upFrom } from '../moves.ts'
import { type Reading, readingOf, tensorOf } from '../reading.ts'
import { axisOf, listAt, numbers, operand, optionalListAt, type Readers, type Site, text } from '../site.ts'
import { unreadable } from '../unreadable.ts'

/** Where a place of the result lies in the operand, with axes of `from` and `to` cells. */
type Coordinate = (place: number, from: number, to: number, scale: number) => number

const coordinates: Readonly<Record<string, Coordinate>> = {
  align_corners: (place, from, to) => (to === 1 ? 0 : (place * (from - 1)) / (to - 1)),
  asymmetric: (place, _from, _to, scale) => place / scale,
  half_pixel: (place, _from, _to, scale) => (place + 0.5) / scale - 0.5,
  pytorch_half_pixel: (place, _from, to, scale) => (to > 1 ? (place + 0.5) / scale - 0.5 : 0),
}

const nearest: Readonly<Record<string, (x: number) => number>> = {
  ceil: Math.ceil,
  floor: Math.floor,
  round_prefer_ceil: (x) => Math.floor(x + 0.5),
  round_prefer_floor: (x) => Math.ceil(x - 0.5),
}

/** Images made larger or smaller, axis by axis: by their nearest cells, or on the line between two. */
function resize(site: Site): Reading {
  const x = operand(site, 0)
  const [scales, sizes] = [optionalListAt(site, 2), optionalListAt(site, 3)]
  const axes = numbers(site, 'axes') ?? x.shape.map((_, i) => i)
  return axes.reduce<Reading>((image, given, i) => {
    const axis = axisOf(site, given, x.shape.length)
    const from = x.shape[axis]
    const to = sizes?.length ? sizes[i] : Math.floor(from * (scales?.[i] ?? 1))
    const scale = scales?.length ? scales[i] : to / from
    return resizedAlong(site, image, axis, to, scale)
  }, x)
}

/** What Resize was before opset 10. */
function upsample(site: Site): Reading {
  const x = operand(site, 0)
  const scales = numbers(site, 'scales') ?? listAt(site, 1)
  const floored: Site = { ...site, attributes: { ...site.attributes, ...plain } }
  return scales.reduce<Reading>(
    (image, scale, axis) => resizedAlong(floored, image, axis, Math.floor(x.shape[axis] * scale), scale),
    x,
  )
}

const plain = {
  coordinate_transformation_mode: { kind: 'string', value: 'asymmetric' },
  nearest_mode: { kind: 'string', value: 'floor' },
} as const

function resizedAlong(site: Site, x: Reading, axis: number, to: number, scale: number): Reading {
  const from = x.shape[axis]
  if (to === from && scale === 1) return x
  const name = text(site, 'coordinate_transformation_mode', 'half_pixel')
  const where = coordinates[name] ?? unreadable(site.op, `coordinates '${name}'`)
  const at = upFrom(0, to).map((place) => where(place, from, to, scale))
  const inside = (place: number) => Math.min(Math.max(place, 0), from - 1)
  const mode = text(site, 'mode', 'nearest')
  if (mode === 'nearest') {
    const round = nearest[text(site, 'nearest_mode', 'round_prefer_floor')]
    return taken(
      site.op,
      x,
      axis,
      at.map((place) => inside(round(place))),
    )
  }
  if (mode !== 'linear') unreadable(site.op, `mode '${mode}'`)
  const low = taken(
    site.op,
    x,
    axis,
    at.map((place) => inside(Math.floor(place))),
  )
  const high = taken(
    site.op,
    x,
    axis,
    at.map((place) => inside(Math.floor(place) + 1)),
  )
  const shape = x.shape.map((_, i) => (i === axis ? to : 1))
  const weights = ops.constant(
    at.map((place) => inside(place) - Math.floor(inside(place))),
    shape,
  )
  const [a, b] = [tensorOf(site.op, low), tensorOf(site.op, high)]
  return readingOf(ops.add(a, ops.mul(weights, ops.sub(b, a))), [x], x.kind)
}

export const resizing: Readers = { Resize: resize, Upsample: upsample }
