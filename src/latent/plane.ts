import type { Value } from '../engines/engine.ts'
import { cells, value } from '../engines/value.ts'
import type { DensityGrid } from '../report/plots/density.ts'
import { toPoints } from '../report/plots/points.ts'
import type { GridLine } from '../report/plots/warped-grid.ts'
import type { Subject } from '../subjects/subject.ts'

const cellsAcross = 72

/** How far from the origin points reach, with some air. */
export const reachOf = (points: Value): number =>
  1.15 * Array.from(cells(points)).reduce((reach, x) => Math.max(reach, Math.abs(x)), 0)

/** A flow's log density on a grid over [-reach, reach]^2. */
export async function densityOnPlane(flow: Subject, reach: number): Promise<DensityGrid> {
  const centre = (i: number) => reach * ((2 * (i + 0.5)) / cellsAcross - 1)
  const points = Array.from({ length: cellsAcross ** 2 }, (_, i) => [
    centre(i % cellsAcross),
    centre(Math.floor(i / cellsAcross)),
  ])
  const x = value(points.flat(), [cellsAcross ** 2, 2])
  const { log_prob } = await flow.call('log_prob', { x })
  const extent = { x: [-reach, reach], y: [-reach, reach] } as const
  return { logDensity: cells(log_prob), columns: cellsAcross, rows: cellsAcross, extent }
}

/** Lines as a flow's map takes them to the other side, in one call. */
export async function imagesOf(
  lines: readonly GridLine[],
  flow: Subject,
  map: 'to_data' | 'to_latent',
): Promise<GridLine[]> {
  const [from, to] = map === 'to_data' ? ['z', 'x'] : ['x', 'z']
  const points = lines.flatMap((line) => line.points)
  const outputs = await flow.call(map, { [from]: value(points.flat(), [points.length, 2]) })
  const images = toPoints(outputs[to])
  let start = 0
  return lines.map(({ family, points: { length } }) => {
    start += length
    return { family, points: images.slice(start - length, start) }
  })
}
