import { seededRandom } from '../../data/random.ts'
import type { Law } from '../law.ts'
import { flowTolerances } from '../tolerances.ts'
import { seeds } from './cases.ts'
import { flowLaw } from './flow-law.ts'
import { axesOf, cellOf, densityGrid, type Grid } from './grid.ts'
import { dimension, type Rows, toData } from './maps.ts'
import { changed, inputChanged, likelihood, normal } from './mistakes.ts'
import { upToTwoDimensions } from './normalised.ts'
import { drawLatents } from './priors.ts'

const draws = 8192
/** Cells of the quadrature along an axis, and how many of them make one cell of the test. */
const fineness: Readonly<Record<number, number>> = { 1: 4096, 2: 192 }
const block: Readonly<Record<number, number>> = { 1: 16, 2: 3 }
const fewest = 8

/**
 * Pearson's chi-square over a hundred cells or so: 8192 draws, once, without a second look. A right flow fails less than
 * once in 10^6; samples scaled by 8 per cent, or shifted by an eighth of a deviation, are missed about every other time,
 * and those off by twice as much once in 10^6.
 */
export const samplesFollowDensity: Law = flowLaw<number>({
  name: 'flow/samples-follow-density',
  statement: 'to_data(z), z drawn from the prior, falls into every cell as often as exp(log_prob) says',
  source: 'change of variables; Pearson 1900, in the normal approximation of Wilson and Hilferty 1931',
  uses: { to_data: ['x'], log_prob: ['log_prob'] },
  exempts: upToTwoDimensions,
  cases: () => seeds,
  runs: 1,
  async residual(subject, seed) {
    const z = drawLatents(subject, dimension(subject), draws, seededRandom(seed))
    const { value: x } = await toData(subject, z)
    const grid = await densityGrid(subject, await axesOf(subject), fineness[dimension(subject)])
    const { deviate, cells } = chiSquare(grid, x)
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

/** Cells where fewer than eight draws are expected, and all that is off the grid, are one cell together. */
function chiSquare(grid: Grid, x: Rows): { deviate: number; cells: number } {
  const dim = grid.axes.centre.length
  const side = block[dim]
  const keyOf = (index: readonly number[]) => index.map((k) => Math.floor(k / side)).join()
  const expected = new Map<string, number>()
  for (const [flat, mass] of grid.masses.entries()) {
    const index = grid.axes.centre.map((_, j) => Math.floor(flat / grid.n ** j) % grid.n)
    expected.set(keyOf(index), (expected.get(keyOf(index)) ?? 0) + draws * mass)
  }
  const observed = new Map<string, number>()
  for (const row of x) {
    const key = keyOf(cellOf(grid, row) ?? [])
    observed.set(key, (observed.get(key) ?? 0) + 1)
  }
  const large = [...expected].filter(([, count]) => count >= fewest)
  const pairs = large.map(([key, count]) => ({ count, found: observed.get(key) ?? 0 }))
  const sum = (of: 'count' | 'found') => pairs.reduce((total, pair) => total + pair[of], 0)
  pairs.push({ count: Math.max(fewest, draws - sum('count')), found: draws - sum('found') })
  const statistic = pairs.reduce((total, { count, found }) => total + (found - count) ** 2 / count, 0)
  return { deviate: wilsonHilferty(statistic, Math.max(1, pairs.length - 1)), cells: pairs.length }
}

/** (X/k)^(1/3) is nearly normal with mean 1 - 2/(9k) and variance 2/(9k). */
const wilsonHilferty = (statistic: number, freedom: number): number =>
  (Math.cbrt(statistic / freedom) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom))
