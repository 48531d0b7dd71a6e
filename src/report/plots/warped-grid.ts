import { line } from 'd3-shape'
import { markup } from '../markup.ts'
import { border, bottomAxis, type Frame, frameScales, heading, leftAxis } from './axes.ts'
import { joinPanels, type Panel, type Plot, type Point, paint, panel, round } from './plot.ts'

/** A line of a grid: 'across' has y constant before the map, 'up' has x constant. */
export interface GridLine {
  readonly family: 'across' | 'up'
  readonly points: readonly Point[]
}

/** The lines of a square grid on [-reach, reach]^2, as polylines fine enough to bend. */
export function squareGrid(reach: number, lines = 13, pointsPerLine = 97): GridLine[] {
  const places = (n: number) => Array.from({ length: n }, (_, i) => reach * ((2 * i) / (n - 1) - 1))
  const along = places(pointsPerLine)
  return places(lines).flatMap((at): GridLine[] => [
    { family: 'across', points: along.map((s): Point => [s, at]) },
    { family: 'up', points: along.map((s): Point => [at, s]) },
  ])
}

/** A square grid and its image through a map, side by side. Points that are not finite leave gaps. */
export function warpedGrid(
  before: readonly GridLine[],
  after: readonly GridLine[],
  names: readonly [string, string] = ['Latent space', 'Data space'],
): Plot {
  return warpedGrids({ [names[0]]: before, [names[1]]: after })
}

/** A grid as it is at every stage of a map, side by side, by the stages' names. */
export const warpedGrids = (stages: Readonly<Record<string, readonly GridLine[]>>): Plot =>
  joinPanels(Object.entries(stages).map(([name, lines]) => gridPanel(lines, name)))

const frame: Frame = { left: 34, top: 26, width: 250, height: 250 }

function gridPanel(lines: readonly GridLine[], title: string): Panel {
  const { x: xs, y: ys } = squareExtent(lines)
  const { x, y } = frameScales(frame, xs, ys)
  const path = line<Point>()
    .defined(isFinitePoint)
    .x((point) => round(x(point[0])))
    .y((point) => round(y(point[1])))
  const drawn = lines.map(({ family, points }) => {
    const colour = paint.series[family === 'across' ? 0 : 1]
    return markup`<path d="${path(points) ?? ''}" stroke="${colour}"/>`
  })
  const axes = [border(frame), bottomAxis(x, frame), leftAxis(y, frame)]
  const curves = markup`<g fill="none" stroke-width="1.1" stroke-linejoin="round">${drawn}</g>`
  return panel(frame.left + frame.width + 8, frame.top + frame.height + 24, title, [
    heading(title, frame),
    axes,
    curves,
  ])
}

const isFinitePoint = ([x, y]: Point): boolean => Number.isFinite(x) && Number.isFinite(y)

/** Lengths below it are none: among subnormal numbers there is no room for ticks. */
const leastReach = 1e-300

/** The same length on both axes, so that right angles look right, with a little air around. */
function squareExtent(lines: readonly GridLine[]) {
  const points = lines.flatMap((one) => one.points.filter(isFinitePoint))
  const centreAndReach = (axis: 0 | 1) => {
    const values = points.map((point) => point[axis])
    const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
    const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
    return values.length > 0 ? { centre: (low + high) / 2, reach: (high - low) / 2 } : { centre: 0, reach: 1 }
  }
  const [x, y] = [centreAndReach(0), centreAndReach(1)]
  const widest = Math.max(x.reach, y.reach)
  const reach = widest < leastReach ? 1 : 1.06 * widest
  return {
    x: [x.centre - reach, x.centre + reach] as const,
    y: [y.centre - reach, y.centre + reach] as const,
  }
}
