import { interpolateBlues } from 'd3-scale-chromatic'
import { markup } from '../markup.ts'
import { border, bottomAxis, type Frame, frameScales, leftAxis } from './axes.ts'
import { joinPanels, type Plot, type Point, paint, panel, round } from './plot.ts'
import { type Colour, drawPixels, toPng } from './png.ts'

/** The square around the origin that holds all points, with some air. */
function extentOf(points: readonly Point[]): [number, number] {
  const reach = points.flat().reduce((far, x) => Math.max(far, Math.abs(x)), 0) * 1.08 || 1
  return [-reach, reach]
}

/** Points of the plane with axes, both on one scale. */
export function scatterPlot(points: readonly Point[], label: string): Plot {
  const frame: Frame = { left: 34, top: 8, width: 380, height: 380 }
  const extent = extentOf(points)
  const { x, y } = frameScales(frame, extent, extent)
  const path = points.map(([px, py]) => `M${round(x(px))} ${round(y(py))}h0`).join('')
  const dots = markup`<path d="${path}" stroke="${paint.series[0]}" stroke-opacity="0.6" stroke-width="2.4" stroke-linecap="round" fill="none"/>`
  const axes = [border(frame), bottomAxis(x, frame), leftAxis(y, frame)]
  return joinPanels([panel(frame.left + frame.width + 8, frame.height + 32, label, [dots, axes])])
}

/** Points of the plane as a PNG of `side` pixels each way, darker where they lie close. */
export function scatterPng(points: readonly Point[], side: number, description: string): Uint8Array {
  const extent = extentOf(points)
  const { x, y } = frameScales({ left: 0, top: 0, width: side, height: side }, extent, extent)
  const ink = new Float64Array(side * side)
  for (const [px, py] of points) stamp(ink, side, x(px), y(py))
  const pixels = drawPixels(side, side, (column, row) => blue(ink[row * side + column]!))
  return toPng(pixels, description)
}

const radius = 2

/** A soft round dot: 1 at its centre, 0 at a distance of radius + 1/2. */
function stamp(ink: Float64Array, side: number, x: number, y: number): void {
  for (let row = Math.floor(y) - radius; row <= y + radius; row++) {
    for (let column = Math.floor(x) - radius; column <= x + radius; column++) {
      if (row < 0 || column < 0 || row >= side || column >= side) continue
      const distance = Math.hypot(column + 0.5 - x, row + 0.5 - y)
      ink[row * side + column]! += Math.min(1, Math.max(0, radius + 0.5 - distance))
    }
  }
}

/** White without ink, half way to the darkest blue at one dot. */
function blue(ink: number): Colour {
  const [red, green, below] = interpolateBlues(ink === 0 ? 0 : 1 - 2 ** -ink)
    .match(/\d+/g)!
    .map(Number)
  return ink === 0 ? [255, 255, 255] : [red!, green!, below!]
}
