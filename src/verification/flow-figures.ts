import type { Random } from '../data/random.ts'
import { cells, value } from '../engines/value.ts'
import { densityPlot } from '../report/plots/density.ts'
import { toPoints } from '../report/plots/points.ts'
import { type GridLine, squareGrid, warpedGrid } from '../report/plots/warped-grid.ts'
import type { Figure } from '../report/report.ts'
import type { Subject } from '../subjects/subject.ts'
import type { Trained } from './trained.ts'

const cellsAcross = 96
const pointsShown = 800

/** The density that a flow of the plane has learned, its samples, and what it makes of a square grid. */
export async function flowFigures(
  { model, data }: Trained,
  subject: Subject,
  random: Random,
): Promise<Figure[]> {
  if (data.shape[1] !== 2) return []
  const shown = value(cells(data).slice(0, 2 * pointsShown), [pointsShown, 2])
  const z = value(random.normal(2 * pointsShown), [pointsShown, 2])
  const samples = (await subject.call('to_data', { z })).x
  const grid = await densityGrid(subject, reachOf(cells(data)))
  const straight = squareGrid(2)
  return [
    {
      model: model.name,
      title: 'Density and samples',
      caption:
        'The learned density under the data it was trained on, and samples of the model over its own contours.',
      ...densityPlot(grid, { data: toPoints(shown), samples: toPoints(samples) }),
    },
    {
      model: model.name,
      title: 'The map',
      caption:
        'A square grid of the latent space and its image among the data: no line crosses another of its family.',
      ...warpedGrid(straight, await mapped(subject, straight)),
    },
  ]
}

/** How far from the origin the data reach, with some air. */
const reachOf = (numbers: ArrayLike<number>): number =>
  1.15 * Array.from(numbers).reduce((reach, x) => Math.max(reach, Math.abs(x)), 0)

async function densityGrid(subject: Subject, reach: number) {
  const centre = (i: number) => reach * ((2 * (i + 0.5)) / cellsAcross - 1)
  const points = Array.from({ length: cellsAcross ** 2 }, (_, i) => [
    centre(i % cellsAcross),
    centre(Math.floor(i / cellsAcross)),
  ])
  const x = value(points.flat(), [cellsAcross ** 2, 2])
  const { log_prob } = await subject.call('log_prob', { x })
  const extent = { x: [-reach, reach], y: [-reach, reach] } as const
  return { logDensity: cells(log_prob), columns: cellsAcross, rows: cellsAcross, extent }
}

/** The lines' images through to_data, in one call. */
async function mapped(subject: Subject, lines: readonly GridLine[]): Promise<GridLine[]> {
  const points = lines.flatMap((line) => line.points)
  const z = value(points.flat(), [points.length, 2])
  const images = toPoints((await subject.call('to_data', { z })).x)
  let start = 0
  return lines.map(({ family, points: { length } }) => {
    start += length
    return { family, points: images.slice(start - length, start) }
  })
}
