import { contours } from 'd3-contour'
import { interpolateViridis } from 'd3-scale-chromatic'
import { type Markup, markup } from '../markup.ts'
import { border, bottomAxis, type Frame, frameScales, heading, leftAxis } from './axes.ts'
import { joinPanels, type Panel, type Plot, type Point, paint, panel, round } from './plot.ts'
import { type Colour, drawPixels, notANumber, pngUri, toPng } from './png.ts'

/** log p(x, y) at the centres of a grid's cells: row by row, the lowest y first. */
export interface DensityGrid {
  readonly logDensity: ArrayLike<number>
  readonly columns: number
  readonly rows: number
  readonly extent: { readonly x: readonly [number, number]; readonly y: readonly [number, number] }
}

export interface DensityPoints {
  readonly data: readonly Point[]
  readonly samples: readonly Point[]
}

/** Two panels: the learned density under the data, and the model's samples with the density's contours. */
export function densityPlot(grid: DensityGrid, { data, samples }: DensityPoints): Plot {
  if (grid.logDensity.length !== grid.columns * grid.rows)
    throw new RangeError(
      `densityPlot: a grid of ${grid.rows} x ${grid.columns} holds ${grid.rows * grid.columns} values, got ${grid.logDensity.length}`,
    )
  return joinPanels([heatPanel(grid, data), samplePanel(grid, samples)])
}

const plotWidth = 250

function frameOf({ extent: { x, y } }: DensityGrid): Frame {
  return { left: 34, top: 26, width: plotWidth, height: (plotWidth * (y[1] - y[0])) / (x[1] - x[0]) }
}

function heatPanel(grid: DensityGrid, data: readonly Point[]): Panel {
  const frame = frameOf(grid)
  const { left, top, width, height } = frame
  const heat = markup`<image href="${pngUri(densityPng(grid))}" x="${left}" y="${top}" width="${width}" height="${round(height)}" preserveAspectRatio="none"/>`
  return framed(grid, frame, 'Learned density, and data', [heat, dots(grid, frame, data, '#ffffff', 0.75)])
}

function samplePanel(grid: DensityGrid, samples: readonly Point[]): Panel {
  const frame = frameOf(grid)
  const lines = highestDensity(grid, [0.5, 0.95]).map(
    (level) => markup`<path d="${contourPath(grid, frame, level)}" fill="none" stroke="${paint.series[1]}"/>`,
  )
  return framed(grid, frame, 'Samples; 50 and 95 % contours', [
    dots(grid, frame, samples, paint.series[0], 0.6),
    lines,
  ])
}

function framed(
  grid: DensityGrid,
  frame: Frame,
  title: string,
  content: readonly (Markup | Markup[])[],
): Panel {
  const { x, y } = frameScales(frame, grid.extent.x, grid.extent.y)
  const axes = [border(frame), bottomAxis(x, frame), leftAxis(y, frame)]
  const { left, top, width, height } = frame
  return panel(left + width + 8, top + height + 24, title, [heading(title, frame), content, axes])
}

/** The grid as a picture in viridis, the greatest density brightest, NaN in red. */
export function densityPng({ logDensity, columns, rows }: DensityGrid): Uint8Array {
  const values = Array.from(logDensity)
  const greatest = values
    .filter((value) => !Number.isNaN(value))
    .reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const pixels = drawPixels(columns, rows, (x, y) => {
    const value = values[(rows - 1 - y) * columns + x]!
    if (Number.isNaN(value)) return notANumber
    return viridis(value === greatest ? 1 : Math.exp(value - greatest))
  })
  return toPng(pixels)
}

/** The colour map that Matplotlib made the custom: even steps look even, also in grey and to the colour-blind. */
function viridis(share: number): Colour {
  const hex = Number.parseInt(interpolateViridis(share).slice(1), 16)
  return [(hex >> 16) & 255, (hex >> 8) & 255, hex & 255]
}

/** The points as one path of round dots; those outside the extent are left out. */
function dots(
  { extent }: DensityGrid,
  frame: Frame,
  points: readonly Point[],
  colour: string,
  opacity: number,
) {
  const { x, y } = frameScales(frame, extent.x, extent.y)
  const within = (at: number, [low, high]: readonly [number, number]) => at >= low && at <= high
  const path = points
    .filter(([px, py]) => within(px, extent.x) && within(py, extent.y))
    .map(([px, py]) => `M${round(x(px))} ${round(y(py))}h0`)
    .join('')
  return markup`<path d="${path}" stroke="${colour}" stroke-opacity="${opacity}" stroke-width="2.4" stroke-linecap="round" fill="none"/>`
}

/**
 * The log densities above which the given shares of the grid's mass lie: the bounds of the regions of highest density.
 * None where the grid holds no mass.
 */
export function highestDensity({ logDensity }: DensityGrid, shares: readonly number[]): number[] {
  const sorted = Array.from(logDensity)
    .filter((value) => value > Number.NEGATIVE_INFINITY && value < Number.POSITIVE_INFINITY)
    .sort((a, b) => b - a)
  let total = 0
  const sums = sorted.map((value) => {
    total += Math.exp(value - sorted[0]!)
    return total
  })
  return shares.flatMap((share) => {
    const at = sums.findIndex((sum) => sum >= share * total)
    return at < 0 ? [] : [sorted[at]!]
  })
}

function contourPath({ logDensity, columns, rows }: DensityGrid, frame: Frame, level: number): string {
  const { x, y } = frameScales(frame, [0, columns], [0, rows])
  const finite = Array.from(logDensity, (value) => (Number.isFinite(value) ? value : -1e300))
  const { coordinates } = contours().size([columns, rows]).contour(finite, level)
  return coordinates
    .flat()
    .map((ring) => `M${ring.map(([px, py]) => `${round(x(px!))} ${round(y(py!))}`).join('L')}Z`)
    .join('')
}
