import { scaleLinear, scaleLog } from 'd3-scale'
import { area, line } from 'd3-shape'
import { type Markup, markup } from '../markup.ts'
import { border, bottomAxis, type Frame, heading, leftAxis, type Scale } from './axes.ts'
import { joinPanels, type Panel, type Plot, type Point, paint, panel, round } from './plot.ts'

/** Points as they are drawn: joined, marked, filled down to 0, or by twos as ends of strokes. */
export interface Curve {
  readonly points: readonly Point[]
  /** Which of the page's series colours; the soft one of its texts unless given. */
  readonly colour?: number
  /** Its name in the legend; none unless given. */
  readonly label?: string
  readonly style?: 'line' | 'dashed' | 'dots' | 'area' | 'strokes'
}

export interface Axis {
  readonly label: string
  readonly extent: Point
  readonly log?: boolean
}

/** Curves over one pair of axes. What lies outside is left out. */
export interface LinePanel {
  readonly title: string
  readonly x: Axis
  readonly y: Axis
  readonly curves: readonly Curve[]
}

const frame: Frame = { left: 46, top: 28, width: 250, height: 190 }
const margin = { right: 12, axis: 44, legend: 16 }
const characterWidth = 6.2
const swatch = 22

/** Panels of curves side by side, each with a legend below it. */
export const linePlot = (panels: readonly LinePanel[]): Plot => {
  const rows = Math.max(...panels.map(({ curves }) => legendRows(curves).length))
  return joinPanels(panels.map((one) => linePanel(one, rows)))
}

function linePanel({ title, x: across, y: up, curves }: LinePanel, rows: number): Panel {
  const { left, top, width, height } = frame
  const x = scaleOf(across, [left, left + width])
  const y = scaleOf(up, [top + height, top])
  const names = markup`<g fill="${paint.soft}"><text x="${left + width}" y="${top + height + 31}" text-anchor="end">${across.label}</text><text x="${left + 6}" y="${top + 14}">${up.label}</text></g>`
  const drawn = curves.map((curve) => drawCurve(curve, x, y, { across, up }))
  return panel(left + width + margin.right, top + height + margin.axis + rows * margin.legend, title, [
    heading(title, frame),
    leftAxis(y, frame, { rules: true, ...namesOf(up, y) }),
    bottomAxis(x, frame),
    border(frame),
    names,
    drawn,
    legend(curves),
  ])
}

const scaleOf = ({ extent, log }: Axis, span: Point): Scale =>
  log ? scaleLog(extent, span) : scaleLinear(extent, span)

/** Names of ticks where a number as it is would not find room. */
function namesOf({ extent, log }: Axis, scale: Scale) {
  if (log) return { name: powerOfTen }
  if (Math.max(...extent.map(Math.abs)) < 1e4) return {}
  const inThousands = scale.tickFormat(5, '~s')
  return { name: (tick: number) => (tick === 0 ? '0' : inThousands(tick)) }
}

/** 0.01 and 100 as they are, and what is beyond as 10 to the power; other numbers have no name. */
function powerOfTen(tick: number): string {
  const power = Math.round(Math.log10(tick))
  if (Math.abs(tick / 10 ** power - 1) > 1e-9) return ''
  if (Math.abs(power) <= 2) return String(Number(tick.toPrecision(1)))
  const digits = [...String(Math.abs(power))].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)])
  return `10${power < 0 ? '⁻' : ''}${digits.join('')}`
}

const colourOf = ({ colour }: Curve): string =>
  colour === undefined ? paint.soft : paint.series[colour % paint.series.length]!

function drawCurve(curve: Curve, x: Scale, y: Scale, { across, up }: { across: Axis; up: Axis }): Markup {
  const isWithin = (at: number, { extent: [low, high] }: Axis) => at >= low && at <= high
  const isDrawn = (point: Point) => isWithin(point[0], across) && isWithin(point[1], up)
  const px = ([at]: Point) => round(x(at))
  const py = ([, at]: Point) => round(y(at))
  const { points } = curve
  switch (curve.style ?? 'line') {
    case 'area': {
      const path = area<Point>()
        .defined(isDrawn)
        .x(px)
        .y0(round(y(Math.max(0, up.extent[0]))))
        .y1(py)(points)
      return markup`<path d="${path ?? ''}" fill="${colourOf(curve)}" fill-opacity="0.16"/>`
    }
    case 'dots':
      return markup`<path d="${points
        .filter(isDrawn)
        .map((point) => `M${px(point)} ${py(point)}h0`)
        .join('')}" ${ink(curve, 6)}/>`
    case 'strokes': {
      const strokes = inPairs(points).filter((ends) => ends.every(isDrawn))
      const path = strokes.map(([from, to]) => `M${px(from)} ${py(from)}L${px(to)} ${py(to)}`)
      return markup`<path d="${path.join('')}" ${ink(curve, 1.2)}/>`
    }
    default: {
      const path = line<Point>().defined(isDrawn).x(px).y(py)(points)
      return markup`<path d="${path ?? ''}" ${ink(curve, 1.75)}/>`
    }
  }
}

const inPairs = (points: readonly Point[]) =>
  Array.from(
    { length: Math.floor(points.length / 2) },
    (_, i) => [points[2 * i]!, points[2 * i + 1]!] as const,
  )

const ink = (curve: Curve, width: number): Markup =>
  markup`fill="none" stroke="${colourOf(curve)}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" stroke-dasharray="${curve.style === 'dashed' ? '2 5' : 'none'}"`

/** The curves with names, in as many rows as their names need. */
function legendRows(curves: readonly Curve[]): Curve[][] {
  const rows: Curve[][] = []
  let room = 0
  for (const curve of curves) {
    if (curve.label === undefined) continue
    const width = legendWidth(curve)
    if (width > room) {
      rows.push([])
      room = frame.width
    }
    rows.at(-1)!.push(curve)
    room -= width
  }
  return rows
}

const legendWidth = ({ label = '' }: Curve): number => swatch + characterWidth * label.length + 10

function legend(curves: readonly Curve[]): Markup[] {
  return legendRows(curves).flatMap((row, i) => {
    const y = frame.top + frame.height + margin.axis + margin.legend * i + 8
    let x = frame.left
    return row.map((curve) => {
      const at = x
      x += legendWidth(curve)
      return markup`${sample(curve, at, y - 4)}<text x="${round(at + swatch)}" y="${y}" fill="${paint.ink}">${curve.label ?? ''}</text>`
    })
  })
}

/** A bit of the curve beside its name. */
function sample(curve: Curve, x: number, y: number): Markup {
  const [from, middle, to] = [round(x), round(x + 8), round(x + 16)]
  switch (curve.style) {
    case 'area':
      return markup`<rect x="${from}" y="${y - 5}" width="16" height="10" fill="${colourOf(curve)}" fill-opacity="0.25"/>`
    case 'dots':
      return markup`<path d="M${middle} ${y}h0" ${ink(curve, 6)}/>`
    default:
      return markup`<path d="M${from} ${y}H${to}" ${ink(curve, 1.75)}/>`
  }
}
