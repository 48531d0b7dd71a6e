import { scaleLinear, scaleLog } from 'd3-scale'
import { line } from 'd3-shape'
import { type Markup, markup } from '../markup.ts'
import { bottomAxis, type Frame, leftAxis, type Scale } from './axes.ts'
import { type Plot, type Point, paint, panel, round } from './plot.ts'

export interface Series {
  readonly label: string
  /** [step, loss]; a loss that is not finite leaves a gap. */
  readonly points: readonly Point[]
}

export interface LossCurveOptions {
  /** A logarithmic loss axis; losses that are not positive leave a gap. */
  readonly log?: boolean
  readonly xLabel?: string
  readonly yLabel?: string
}

/** Of a series' name, in bold. */
const characterWidth = 7

const frame: Frame = { left: 46, top: 26, width: 248, height: 210 }

/** Losses against steps, each series named at its end. */
export function lossCurve(
  series: readonly Series[],
  { log = false, xLabel = 'step', yLabel = 'loss' }: LossCurveOptions = {},
): Plot {
  const isDrawn = ([x, y]: Point) => isDrawable(x) && isDrawable(y) && (!log || y > 1 / limit)
  const drawn = series.flatMap(({ points }) => points.filter(isDrawn))
  if (drawn.length === 0) return noCurve(yLabel)
  const x = scaleLinear()
    .domain(extentOf(drawn, 0))
    .range([frame.left, frame.left + frame.width])
  const span = [frame.top + frame.height, frame.top]
  const y: Scale = log ? scaleLog(extentOf(drawn, 1), span) : scaleLinear(extentOf(drawn, 1), span).nice()
  const path = line<Point>()
    .defined(isDrawn)
    .x(([step]) => round(x(step)))
    .y(([, loss]) => round(y(loss)))
  const curves = series.map(
    ({ points }, i) =>
      markup`<path d="${path(thin(points)) ?? ''}" fill="none" stroke="${colourOf(i)}" stroke-width="1.75" stroke-linejoin="round"/>`,
  )
  const names = endNames(series, isDrawn, y)
  const axes = [leftAxis(y, frame, { rules: true }), bottomAxis(x, frame), axisNames(xLabel, yLabel)]
  const label = `${yLabel} against ${xLabel}: ${series.map((one) => one.label).join(', ')}`
  const room = Math.max(70, 12 + characterWidth * Math.max(...series.map((one) => one.label.length)))
  const whole = panel(frame.left + frame.width + room, frame.top + frame.height + 36, label, [
    axes,
    curves,
    names,
  ])
  return { svg: whole.svg.text, width: whole.width }
}

// Beyond this a scale overflows; a loss there has diverged, and is a gap like NaN.
const limit = 1e280
const isDrawable = (x: number) => Math.abs(x) < limit

function noCurve(yLabel: string): Plot {
  const text = markup`<text x="10" y="24" fill="${paint.soft}">No finite ${yLabel} to draw.</text>`
  const whole = panel(300, 40, `No finite ${yLabel}`, text)
  return { svg: whole.svg.text, width: whole.width }
}

const colourOf = (i: number): string => paint.series[i % paint.series.length]!

function extentOf(points: readonly Point[], axis: 0 | 1): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const point of points) {
    low = Math.min(low, point[axis])
    high = Math.max(high, point[axis])
  }
  const size = Math.max(Math.abs(low), Math.abs(high))
  if (high - low > Math.max(1e-9 * size, 1 / limit)) return [low, high]
  // One value alone would make a scale of no width, and every point NaN.
  const reach = size > 1 / limit ? size / 2 : 1
  return [low - reach, high + reach]
}

const axisNames = (xLabel: string, yLabel: string): Markup => {
  const { left, top, width, height } = frame
  return markup`<g fill="${paint.soft}"><text x="${left + width}" y="${top + height + 31}" text-anchor="end">${xLabel}</text><text x="4" y="12">${yLabel}</text></g>`
}

/** The series' names where their lines end, moved apart where they would overlap. */
function endNames(series: readonly Series[], isDrawn: (point: Point) => boolean, y: Scale): Markup[] {
  const ends = series
    .map(({ label, points }, i) => ({ label, i, end: points.filter(isDrawn).at(-1) }))
    .flatMap(({ label, i, end }) => (end ? [{ label, i, at: y(end[1]) + 4 }] : []))
    .sort((a, b) => a.at - b.at)
  ends.forEach((end, k) => {
    if (k > 0) end.at = Math.max(end.at, ends[k - 1]!.at + 13)
  })
  return ends.map(
    ({ label, i, at }) =>
      markup`<text x="${frame.left + frame.width + 6}" y="${round(at)}" fill="${colourOf(i)}" font-weight="600">${label}</text>`,
  )
}

/** Few enough points for a page: of each stretch the least and the greatest, so that spikes stay. */
function thin(points: readonly Point[], stretches = 400): readonly Point[] {
  const size = Math.ceil(points.length / stretches)
  if (size < 3) return points
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => {
    const stretch = points.slice(i * size, (i + 1) * size)
    const broken = stretch.find(([, loss]) => !Number.isFinite(loss))
    const least = stretch.reduce((a, b) => (b[1] < a[1] ? b : a))
    const greatest = stretch.reduce((a, b) => (b[1] > a[1] ? b : a))
    return broken ? [broken] : least[0] < greatest[0] ? [least, greatest] : [greatest, least]
  }).flat()
}
