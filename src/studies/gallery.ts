import { type Dataset, loadDataset } from '../data/dataset.ts'
import { densities } from '../data/densities.ts'
import type { Random } from '../data/random.ts'
import { cells, value } from '../engines/value.ts'
import { densityOnPlane, imagesOf, reachOf } from '../latent/plane.ts'
import { splineFlow } from '../models/spline-flow.ts'
import { densityPlot } from '../report/plots/density.ts'
import { toPoints } from '../report/plots/points.ts'
import { type GridLine, squareGrid, warpedGrids } from '../report/plots/warped-grid.ts'
import type { Subject } from '../subjects/subject.ts'
import type { Findings, Split, Study, StudyContext } from './study.ts'
import type { TrainedModel } from './trainings.ts'

type Name = 'moons' | 'pinwheel' | 'checkerboard' | 'eight-gaussians'

const heldOut = 4096
const shown = 800

/** Steps and couplings for each density; nats that the flow may lose of the true log-likelihood. */
const budgets = {
  quick: { points: 10_000, bound: 0.05, steps: { moons: 700 }, couplings: { moons: 4 } },
  thorough: {
    points: 50_000,
    bound: 0.05,
    steps: { moons: 2000, pinwheel: 3000, checkerboard: 5000, 'eight-gaussians': 3000 },
    couplings: { moons: 4, pinwheel: 4, checkerboard: 6, 'eight-gaussians': 4 },
  },
}

const pointsOf = async (name: Name, n: number, seed: number): Promise<Split> => ({
  train: await loadDataset(name, { n, seed }),
  heldOut: await loadDataset(name, { n: heldOut, seed: seed + 1 }),
})

/** Densities of the plane, each learned by a spline flow, whose log-likelihood is known to the last nat. */
export const gallery: Study = {
  name: 'gallery',
  title: 'A gallery of densities of the plane',
  statement:
    'a spline flow learns densities of the plane to within hundredths of a nat of their true likelihood',
  source: 'Durkan et al. 2019, section 5.1',
  ownData: true,
  data: (seed) => pointsOf('moons', budgets.quick.points, seed),
  async run(context) {
    const { points, bound, steps, couplings } = budgets[context.quick ? 'quick' : 'thorough']
    const all: Findings[] = []
    for (const name of Object.keys(steps) as (keyof typeof steps)[]) {
      const data = await pointsOf(name, points, context.seed)
      const settings = { steps: steps[name], learningRate: 3e-3 }
      const sizes = { width: 64, couplings: couplings[name] }
      const trained = await context.train({ model: 'spline-flow', sizes, settings, data: data.train })
      all.push(await findings(context, name, trained, data.heldOut, bound))
    }
    return {
      claims: all.flatMap(({ claims }) => claims),
      figures: all.flatMap(({ figures }) => figures),
      numbers: Object.assign({}, ...all.map(({ numbers }) => numbers)),
    }
  },
}

async function findings(
  context: StudyContext,
  name: Name,
  trained: TrainedModel,
  unseen: Dataset,
  bound: number,
): Promise<Findings> {
  const flow = context.subject(trained)
  const { log_prob } = await flow.call('log_prob', { x: value(unseen.x.data, unseen.x.shape) })
  const [truth, own] = [densities[name].logDensity(unseen.x).data, cells(log_prob)].map(mean)
  const told = `${own.toFixed(3)} nats, of ${truth.toFixed(3)}`
  return {
    claims: [
      {
        name: `${name}: nats lost of the true log-likelihood of unseen points`,
        measured: truth - own,
        bound,
      },
    ],
    figures: context.draws ? await figures(context, name, trained, unseen, told) : [],
    numbers: { [`${name}: log-likelihood, nats`]: own, [`${name}: true log-likelihood, nats`]: truth },
  }
}

const mean = (numbers: ArrayLike<number>): number =>
  Array.from(numbers).reduce((sum, number) => sum + number, 0) / numbers.length

async function figures(
  context: StudyContext,
  name: Name,
  trained: TrainedModel,
  unseen: Dataset,
  told: string,
): Promise<Findings['figures']> {
  const flow = context.subject(trained)
  return [
    {
      title: `${name}: density and samples`,
      caption: `The learned density under unseen points, and samples of the flow over its own contours: ${told}.`,
      ...(await densityFigure(flow, unseen, context.random.split(name))),
    },
    {
      title: `${name}: the flow, layer by layer`,
      caption:
        'A square grid of the latent space, and what the couplings make of it one after the other on its way to the data.',
      ...warpedGrids(await layerByLayer(context, trained)),
    },
  ]
}

async function densityFigure(flow: Subject, { x }: Dataset, random: Random) {
  const { x: samples } = await flow.call('to_data', { z: value(random.normal(2 * shown), [shown, 2]) })
  const points = value(x.data.slice(0, 2 * shown), [shown, 2])
  const grid = await densityOnPlane(flow, reachOf(points))
  return densityPlot(grid, { data: toPoints(points), samples: toPoints(samples) })
}

/**
 * A square grid of the latent space after no coupling, the last one, the last two and so on, on its way to the data. The
 * first couplings by themselves are the flow with so many couplings: they take the grid's image among the data half way back.
 */
async function layerByLayer(
  { subject }: StudyContext,
  trained: TrainedModel,
): Promise<Record<string, readonly GridLine[]>> {
  const { couplings } = trained.model.options
  const square = squareGrid(2.5)
  const image = await imagesOf(square, subject(trained), 'to_data')
  // The coordinates are reversed between one coupling and the next: they are drawn as the data have them.
  const drawn = (lines: readonly GridLine[], left: number) => (left % 2 === 0 ? lines.map(reversed) : lines)
  const stages: Record<string, readonly GridLine[]> = { 'latent space': drawn(square, couplings) }
  for (let left = couplings - 1; left >= 1; left--) {
    const lines = await imagesOf(image, subject(firstCouplings(trained, left)), 'to_latent')
    stages[`after ${couplings - left}`] = drawn(lines, left)
  }
  return { ...stages, 'data space': image }
}

function firstCouplings({ model, weights, ...rest }: TrainedModel, couplings: number): TrainedModel {
  const part = splineFlow({ ...model.options, couplings })
  const own = Object.keys(part.parameters).map((path) => [path, weights[path]])
  return { ...rest, model: part, weights: Object.fromEntries(own) }
}

const reversed = ({ family, points }: GridLine): GridLine => ({
  family,
  points: points.map(([x, y]) => [y, x]),
})
