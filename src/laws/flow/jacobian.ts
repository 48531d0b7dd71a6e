import { LuDecomposition, Matrix } from 'ml-matrix'
import type { Precision } from '../../engines/engine.ts'
import type { Subject } from '../../subjects/subject.ts'
import { flowTolerances, unitRoundoff } from '../tolerances.ts'
import { exactJacobians } from './exact-jacobian.ts'
import { dimension, type FlowMap, type Row, type Rows } from './maps.ts'
import { room, type Side, type Space, spaceOf } from './spaces.ts'

/** Beyond this many coordinates a Jacobian by differences takes minutes. */
export const largestJacobian = 512

/** Matrices [i][j]: dy_i/dx_j, and how far off each may be. */
export interface Jacobian {
  readonly matrix: number[][]
  readonly uncertainty: number[][]
}

/**
 * Steps in units of |x|, or of 1. In float64 so small that a kink within reach is one sample in a million, and rounding
 * still leaves seven digits; in float32 those from which to choose the best.
 */
const ladders: Readonly<Record<Precision, Row>> = {
  float64: [19, 20, 21].map((k) => 2 ** -k),
  float32: [3, 4, 5, 6, 7, 8, 9].map((k) => 2 ** -k),
}

/** What a case may cost in calls of the map: in float32 more, for there some samples must outvote others. */
const budget: Readonly<Record<Precision, number>> = { float64: 512, float32: 2048 }

/** How many samples of a case can be differentiated within the budget, one at the least. */
export function affordable(subject: Subject): number {
  const { precision } = subject.precise ?? subject
  const calls = 2 * dimension(subject) * ladders[precision].length
  return Math.max(1, Math.floor(budget[precision] / calls))
}

/**
 * The Jacobians of a map at some points: exact where the subject or its twin has derivatives. Otherwise by central
 * differences with one Richardson extrapolation: in float64 where the subject has a twin, else in float32 with each
 * entry's best of five steps. See `entry` for what is off.
 */
export async function jacobians(
  subject: Subject,
  map: FlowMap,
  side: Side,
  points: Rows,
): Promise<Jacobian[]> {
  const oracle = subject.precise ?? subject
  const exact = await exactJacobians(oracle, side, points)
  if (exact) return exact
  const stencils = points.map((point) => stencilAt(point, oracle.precision, spaceOf(subject, side)))
  const { value: images } = await map(
    oracle,
    stencils.flatMap(({ rows }) => rows),
  )
  const length = stencils[0].rows.length
  return stencils.map((stencil, n) => differentiated(stencil, images.slice(n * length, (n + 1) * length)))
}

/** Where a map is called to differentiate it at a point: there, and ahead and behind along each axis, for each step. */
interface Stencil {
  readonly point: Row
  readonly rows: Rows
  /** Half the distance between the places ahead and behind, as rounding left it, [level][j]. */
  readonly steps: Rows
  /** What rounding may make of a value of size 1. */
  readonly noise: number
}

function stencilAt(point: Row, precision: Precision, space: Space): Stencil {
  const round = precision === 'float32' ? Math.fround : (x: number) => x
  const places = ladders[precision].map((h) =>
    point.map((x) => ({ ahead: round(x + h * room(space, x)), behind: round(x - h * room(space, x)) })),
  )
  return {
    point,
    rows: [
      point,
      ...places.flatMap((level) =>
        level.flatMap(({ ahead, behind }, j) => [point.with(j, ahead), point.with(j, behind)]),
      ),
    ],
    steps: places.map((level) => level.map(({ ahead, behind }) => (ahead - behind) / 2)),
    noise: flowTolerances.differenceRoundings * unitRoundoff[precision],
  }
}

function differentiated({ point, steps, noise }: Stencil, [centre, ...images]: Rows): Jacobian {
  const entries = centre.map((middle, i) =>
    point.map((x, j) => {
      const levels = steps.map((level, k) => {
        const first = 2 * (k * point.length + j)
        const [ahead, behind] = [images[first][i], images[first + 1][i]]
        const size = Math.abs(ahead) + Math.abs(middle) + Math.abs(x) + 1
        return difference(ahead, middle, behind, level[j], noise * size)
      })
      return entry(levels)
    }),
  )
  return {
    matrix: entries.map((row) => row.map(({ slope }) => slope)),
    uncertainty: entries.map((row) => row.map(({ uncertainty }) => uncertainty)),
  }
}

interface Difference {
  readonly slope: number
  /** (f(x + h) - 2 f(x) + f(x - h)) / h: falls with h on a smooth function, and is the jump of f' at a kink. */
  readonly bend: number
  readonly rounding: number
}

const difference = (ahead: number, middle: number, behind: number, h: number, noise: number): Difference => ({
  slope: (ahead - behind) / (2 * h),
  bend: (ahead - 2 * middle + behind) / h,
  rounding: noise / h,
})

/**
 * The slope that two steps, h and h/2, extrapolate to. Off by at most the sum of |D(h/2) - D(h)|, which bounds the
 * truncation; half the jump of the slope at x itself, which a central difference halves at every step and so would never
 * see (a ReLU); and rounding. Two steps may agree by accident where there are kinks: h/4 has to agree too.
 */
function entry(levels: readonly Difference[]): Estimate {
  const pairs = levels.slice(1).map((fine, k): Estimate => {
    const coarse = levels[k]
    const jump = Math.abs(2 * fine.bend - coarse.bend) / 2
    return {
      slope: (4 * fine.slope - coarse.slope) / 3,
      uncertainty: Math.abs(fine.slope - coarse.slope) + jump + fine.rounding,
    }
  })
  const triples = pairs.slice(1).map((fine, k) => ({
    slope: fine.slope,
    uncertainty: Math.max(fine.uncertainty, pairs[k].uncertainty, Math.abs(fine.slope - pairs[k].slope)),
  }))
  return triples.reduce((best, next) => (best.uncertainty <= next.uncertainty ? best : next))
}

interface Estimate {
  readonly slope: number
  readonly uncertainty: number
}

/** log|det| of a Jacobian, or the most that it can be where it is singular as far as one can tell. */
export interface LogDet {
  readonly value: number
  readonly uncertainty: number
  readonly isSingular: boolean
}

/** By LU decomposition; the uncertainty is sum_ij |J^-1|_ji E_ij, to first order in E. */
export function logAbsDet({ matrix, uncertainty }: Jacobian): LogDet {
  const lu = new LuDecomposition(new Matrix(matrix))
  const pivots = lu.upperTriangularMatrix.diagonal().map(Math.abs)
  const floor = Math.max(...uncertainty.flat())
  if (pivots.some((pivot) => pivot <= floor)) {
    return {
      value: sumOfLogs(pivots.map((pivot) => Math.max(pivot, floor))),
      uncertainty: 1,
      isSingular: true,
    }
  }
  const inverse = lu.solve(Matrix.eye(matrix.length)).to2DArray()
  const spread = uncertainty.reduce(
    (total, row, i) => total + row.reduce((sum, off, j) => sum + Math.abs(inverse[j][i]) * off, 0),
    0,
  )
  return { value: sumOfLogs(pivots), uncertainty: spread, isSingular: false }
}

const sumOfLogs = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + Math.log(number), 0)
