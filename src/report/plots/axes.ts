import { type ScaleContinuousNumeric, scaleLinear } from 'd3-scale'
import { type Markup, markup } from '../markup.ts'
import { paint, round } from './plot.ts'

export type Scale = ScaleContinuousNumeric<number, number>

/** Where a panel draws, in its own pixels. */
export interface Frame {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Scales that take data to a frame's pixels, y upwards. */
export function frameScales(frame: Frame, x: readonly [number, number], y: readonly [number, number]) {
  return {
    x: scaleLinear()
      .domain(x)
      .range([frame.left, frame.left + frame.width]),
    y: scaleLinear()
      .domain(y)
      .range([frame.top + frame.height, frame.top]),
  }
}

/** Ticks and numbers below a frame. */
export function bottomAxis(scale: Scale, { top, height }: Frame, count = 5): Markup {
  const y = round(top + height)
  const format = scale.tickFormat(count)
  return markup`<g fill="${paint.soft}" text-anchor="middle">${scale.ticks(count).map((tick) => {
    const x = round(scale(tick))
    return markup`<path d="M${x} ${y}v4" stroke="${paint.soft}"/><text x="${x}" y="${y + 16}">${format(tick)}</text>`
  })}</g>`
}

export interface LeftAxisOptions {
  readonly count?: number
  /** A faint line across at each tick. */
  readonly rules?: boolean
  /** A tick's name; the number unless told. */
  readonly name?: (tick: number) => string
}

/** Ticks and numbers left of a frame. */
export function leftAxis(
  scale: Scale,
  { left, width }: Frame,
  { count = 5, rules = false, name: nameOf = scale.tickFormat(count, '~g') }: LeftAxisOptions = {},
): Markup {
  const ticks = scale.ticks(count)
  return markup`<g fill="${paint.soft}" text-anchor="end">${ticks.map((tick) => {
    const y = round(scale(tick))
    const name = nameOf(tick)
    const mark = rules
      ? markup`<path d="M${left} ${y}h${width}" stroke="${paint.rule}"/>`
      : markup`<path d="M${left} ${y}h-4" stroke="${paint.soft}"/>`
    // A logarithmic scale leaves most ticks nameless; those need no rule either.
    return name === '' ? '' : markup`${mark}<text x="${left - 7}" y="${y + 4}">${name}</text>`
  })}</g>`
}

/** The line around a frame. */
export const border = ({ left, top, width, height }: Frame): Markup =>
  markup`<rect x="${left}" y="${top}" width="${width}" height="${round(height)}" fill="none" stroke="${paint.rule}"/>`

/** A panel's name above its frame. */
export const heading = (text: string, { left, top }: Frame): Markup =>
  markup`<text x="${left}" y="${top - 9}" fill="${paint.ink}" font-size="12" font-weight="600">${text}</text>`
