import { line } from 'd3-shape'
import { markup } from '../markup.ts'
import { border, bottomAxis, type Frame, frameScales, heading, leftAxis } from './axes.ts'
import { joinPanels, type Panel, type Plot, type Point, paint, panel, round } from './plot.ts'

const frame: Frame = { left: 34, top: 26, width: 146, height: 146 }

/** Paths on the plane, a panel each, all on one scale; a dot where a path begins. What leaves the frame is cut off. */
export const trajectoryPlot = (paths: Readonly<Record<string, readonly Point[]>>, reach: number): Plot =>
  joinPanels(Object.entries(paths).map(([name, points]) => pathPanel(name, points, reach)))

function pathPanel(name: string, points: readonly Point[], reach: number): Panel {
  const { x, y } = frameScales(frame, [-reach, reach], [-reach, reach])
  const isInside = (point: Point) => Math.max(...point.map(Math.abs)) <= reach
  const path = line<Point>()
    .defined(isInside)
    .x(([px]) => round(x(px)))
    .y(([, py]) => round(y(py)))
  const [startX, startY] = points[0]
  const drawn = markup`<path d="${path(points) ?? ''}" fill="none" stroke="${paint.series[0]}" stroke-width="1.2" stroke-linejoin="round"/><circle cx="${round(x(startX))}" cy="${round(y(startY))}" r="3.5" fill="${paint.series[1]}"/>`
  const axes = [border(frame), heading(name, frame), bottomAxis(x, frame), leftAxis(y, frame)]
  return panel(frame.left + frame.width + 8, frame.top + frame.height + 26, name, [axes, drawn])
}
