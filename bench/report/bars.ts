import { scaleLog } from 'd3-scale'
import { type Markup, markup } from '../../src/report/markup.ts'
import { type Panel, paint, panel, round } from '../../src/report/plots/plot.ts'
import { showNumber } from '../../src/report/show.ts'
import type { Interval } from '../../src/statistics/bootstrap.ts'

/** A line of the plot: what it is called, how long it took, what is said of it, or why there is nothing. */
export interface Bar {
  readonly name: string
  readonly median: number | null
  readonly interval: Interval | null
  readonly note: string
  readonly isOurs: boolean
}

const left = 92
const width = 250
const notes = 160
const height = 24
const axis = 26

/** Milliseconds as bars on a logarithmic axis, with intervals, and an upright line at a limit. */
export function barPlot(label: string, bars: readonly Bar[], limit?: number): Panel {
  const timed = bars.flatMap(({ median, interval }) => (median === null ? [] : [median, ...(interval ?? [])]))
  const all = limit === undefined ? timed : [...timed, limit]
  const bottom = height * bars.length + 4
  const x = scaleLog(decadesAround(all), [left, left + width])
  const ticks = x.ticks().filter((tick) => Math.abs(Math.log10(tick) % 1) < 1e-9)
  const rules = ticks.map((tick) => {
    const at = round(x(tick))
    return markup`<path d="M${at} 0V${bottom}" stroke="${paint.rule}"/><text x="${at}" y="${bottom + 16}" text-anchor="middle" fill="${paint.soft}">${String(Number(tick.toPrecision(1)))}</text>`
  })
  const content = [
    rules,
    markup`<text x="${left - 44}" y="${bottom + 16}" text-anchor="end" fill="${paint.soft}">ms</text>`,
    bars.map((bar, i) => line(bar, height * i, x)),
    limit !== undefined && limitLine(round(x(limit)), bottom),
  ]
  return panel(left + width + notes, bottom + axis, label, content)
}

/** From a power of ten to another, and at least one decade. */
function decadesAround(numbers: readonly number[]): [number, number] {
  const logs = numbers.map(Math.log10)
  const from = Math.floor(Math.min(...logs))
  return [10 ** from, 10 ** Math.max(from + 1, Math.ceil(Math.max(...logs)))]
}

function line({ name, median, interval, note, isOurs }: Bar, top: number, x: (at: number) => number): Markup {
  const middle = top + height / 2
  const text = markup`<text x="${left - 8}" y="${middle + 4}" text-anchor="end" fill="${paint.ink}" font-weight="${isOurs ? 600 : 400}">${name}</text>`
  if (median === null) {
    return markup`${text}<text x="${left + 8}" y="${middle + 4}" fill="${paint.soft}">${note}</text>`
  }
  const colour = paint.series[isOurs ? 0 : 1]
  const end = round(x(median))
  return markup`${text}<rect x="${left}" y="${top + 5}" width="${Math.max(1, round(end - left))}" height="${height - 10}" fill="${colour}" fill-opacity="0.75"/>${interval ? whiskers(interval.map(x), middle) : ''}<text x="${left + width + 10}" y="${middle + 4}"><tspan fill="${paint.ink}" font-weight="600">${showNumber(median, 3)}</tspan><tspan fill="${paint.soft}" dx="6">${note}</tspan></text>`
}

const whiskers = ([from, to]: readonly number[], y: number): Markup =>
  markup`<path d="M${round(from)} ${y - 4}v8m0 -4H${round(to)}m0 -4v8" stroke="${paint.ink}" fill="none"/>`

const limitLine = (x: number, bottom: number): Markup =>
  markup`<path d="M${x} 0V${bottom}" stroke="${paint.series[2]}" stroke-width="1.5" stroke-dasharray="3 3"/>`
