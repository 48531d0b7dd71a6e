import { seededRandom } from '../../data/random.ts'
import { wilsonHilferty } from '../../statistics/chi-square.ts'
import type { Subject } from '../../subjects/subject.ts'
import type { Law } from '../law.ts'
import { inconclusive } from '../measure.ts'
import { flowTolerances } from '../tolerances.ts'
import { seeds } from './cases.ts'
import { flowLaw } from './flow-law.ts'
import { type Axes, axesOf, blockMasses, blockOf, densityGrid } from './grid.ts'
import { dimension, toData } from './maps.ts'
import { changed, inputChanged, likelihood, normal } from './mistakes.ts'
import { upToTwoDimensions } from './normalised.ts'
import { drawLatents } from './priors.ts'

const draws = 8192
/** Cells of the test along an axis, by dimension. */
const blocks: Readonly<Record<number, number>> = { 1: 256, 2: 64 }
/** Into how many each is divided along an axis for the quadrature: finer and finer, until the test sees no difference. */
const levels = [1, 2, 4, 8]
/** How much a finer grid may change the chi-square: the change that is left is some sixteenth of it. */
const settled = 8
/** The fewest draws that a cell must expect. */
const fewest = 8

/**
 * Pearson's chi-square over a hundred cells or so: 8192 draws, once, without a second look. A right flow fails less than
 * once in 10^6; samples scaled by 8 per cent, or shifted by an eighth of a deviation, are missed about every other time,
 * and those off by twice as much once in 10^6.
 */
export const samplesFollowDensity: Law = flowLaw<number>({
  name: 'flow/samples-follow-density',
  nature: 'statistics',
  statement: 'to_data(z), z drawn from the prior, falls into every cell as often as exp(log_prob) says',
  source: 'change of variables; Pearson 1900, in the normal approximation of Wilson and Hilferty 1931',
  uses: { to_data: ['x'], log_prob: ['log_prob'] },
  exempts: upToTwoDimensions,
  cases: () => seeds,
  runs: 1,
  async residual(subject, seed) {
    const dim = dimension(subject)
    const axes = await axesOf(subject)
    const expected = await expectedCounts(subject, axes)
    if (!expected)
      return inconclusive('the quadrature does not settle: the density is too rough for the grid')
    const z = drawLatents(subject, dim, draws, seededRandom(seed))
    const observed = new Float64Array(expected.length)
    for (const x of (await toData(subject, z)).value) {
      const block = blockOf(axes, blocks[dim], x)
      if (block !== undefined) observed[block]++
    }
    const { deviate, cells } = chiSquare(expected, observed)
    return {
      error: Math.max(0, deviate),
      tolerance: flowTolerances.chiSquareDeviations,
      at: { draws, cells, seed },
    }
  },
  violators: {
    'to_data samples at four fifths of the temperature': {
      to_data: inputChanged('to_data', 'z', (row) => row.map((cell) => 0.8 * cell)),
    },
    'to_data shifts its samples': { to_data: changed('x', (cell) => cell + 0.5) },
    'to_data knows positive z only': {
      to_data: inputChanged('to_data', 'z', (row) => row.map((cell) => Math.abs(cell))),
    },
    'log_det is subtracted': { log_prob: likelihood(normal, -1) },
    'the prior is taken at x': { log_prob: likelihood(normal, 1, 'x') },
  },
})

/** How many draws each cell expects. */
async function expectedCounts(subject: Subject, axes: Axes): Promise<Float64Array | undefined> {
  const along = blocks[dimension(subject)]
  let coarse: Float64Array | undefined
  for (const level of levels) {
    const grid = await densityGrid(subject, axes, level * along)
    const fine = blockMasses(grid, along).map((mass) => draws * mass)
    if (Number.isNaN(grid.total) || (coarse && change(coarse, fine) < settled)) return fine
    coarse = fine
  }
  return undefined
}

const change = (coarse: Float64Array, fine: Float64Array): number =>
  fine.reduce((total, count, cell) => total + (count < fewest ? 0 : (count - coarse[cell]) ** 2 / count), 0)

/** Cells that expect fewer than eight draws, and all that is off the grid, are one cell together. */
function chiSquare(expected: Float64Array, observed: Float64Array): { deviate: number; cells: number } {
  let [statistic, cells, expectedThere, observedThere] = [0, 0, 0, 0]
  for (const [cell, count] of expected.entries()) {
    if (count < fewest) continue
    cells++
    expectedThere += count
    observedThere += observed[cell]
    statistic += (observed[cell] - count) ** 2 / count
  }
  const rest = Math.max(fewest, draws - expectedThere)
  statistic += (draws - observedThere - rest) ** 2 / rest
  // Where the density is no number, neither is the test, and it fails.
  return { deviate: wilsonHilferty(statistic + 0 * sum(expected), Math.max(1, cells)), cells: cells + 1 }
}

const sum = (numbers: Float64Array): number => numbers.reduce((total, number) => total + number, 0)
