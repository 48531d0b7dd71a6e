import { markup } from '../markup.ts'
import { bottomAxis, type Frame, frameScales, leftAxis, type Scale } from './axes.ts'
import { joinPanels, type Plot, paint, panel, round } from './plot.ts'

export interface MeasuredSeries {
  readonly label: string
  /** One standard error either way is drawn. */
  readonly points: readonly { readonly x: number; readonly mean: number; readonly error: number }[]
}

const frame: Frame = { left: 52, top: 26, width: 248, height: 210 }
/** Series stand a little apart, in pixels, so that their bars can be told from each other. */
const apart = 5

/** Measurements with their errors, at whole numbers: every series beside the others. */
export function errorBars(series: readonly MeasuredSeries[], xLabel: string, yLabel: string): Plot {
  const all = series.flatMap(({ points }) => points)
  const ends = all.flatMap(({ mean, error }) => [mean - error, mean + error])
  const places = all.map(({ x }) => x)
  const { x, y } = frameScales(
    frame,
    [Math.min(...places) - 0.5, Math.max(...places) + 0.5],
    [Math.min(...ends), Math.max(...ends)],
  )
  y.nice()
  const marks = series.map((one, i) => bars(one, x, y, apart * (i - (series.length - 1) / 2), colourOf(i)))
  const names = series.map(
    ({ label }, i) =>
      markup`<text x="${frame.left + frame.width + 6}" y="${frame.top + 12 + 14 * i}" fill="${colourOf(i)}" font-weight="600">${label}</text>`,
  )
  const titles = markup`<g fill="${paint.soft}"><text x="${frame.left + frame.width}" y="${frame.top + frame.height + 31}" text-anchor="end">${xLabel}</text><text x="4" y="12">${yLabel}</text></g>`
  const label = `${yLabel} against ${xLabel}: ${series.map((one) => one.label).join(', ')}`
  const axes = [leftAxis(y, frame, { rules: true }), bottomAxis(x, frame), titles]
  return joinPanels([
    panel(frame.left + frame.width + 70, frame.top + frame.height + 36, label, [axes, marks, names]),
  ])
}

const colourOf = (i: number): string => paint.series[i % paint.series.length]!

/** A dot at each mean, and a bar with caps from one error below it to one above. */
function bars({ points }: MeasuredSeries, x: Scale, y: Scale, offset: number, colour: string) {
  const at = points.map(({ x: place, mean, error }) => ({
    place: round(x(place) + offset),
    mean: round(y(mean)),
    low: round(y(mean - error)),
    high: round(y(mean + error)),
  }))
  const path = at.map(
    ({ place, low, high }) =>
      `M${place} ${low}V${high}M${round(place - 3)} ${low}h6M${round(place - 3)} ${high}h6`,
  )
  return markup`<path d="${path.join('')}" stroke="${colour}" stroke-width="1.5" fill="none"/>${at.map(
    ({ place, mean }) => markup`<circle cx="${place}" cy="${mean}" r="2.5" fill="${colour}"/>`,
  )}`
}
