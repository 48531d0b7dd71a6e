import type { Random } from '../data/random.ts'
import { cells, value } from '../engines/value.ts'
import { densityOnPlane, imagesOf, reachOf } from '../latent/plane.ts'
import { densityPlot } from '../report/plots/density.ts'
import { toPoints } from '../report/plots/points.ts'
import { squareGrid, warpedGrid } from '../report/plots/warped-grid.ts'
import type { Figure } from '../report/report.ts'
import type { Subject } from '../subjects/subject.ts'
import type { Trained } from './trained.ts'

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
  const grid = await densityOnPlane(subject, reachOf(data))
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
      ...warpedGrid(straight, await imagesOf(straight, subject, 'to_data')),
    },
  ]
}
