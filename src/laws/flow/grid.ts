import { seededRandom } from '../../data/random.ts'
import type { Subject } from '../../subjects/subject.ts'
import { rowsOf } from '../violators.ts'
import { dimension, logProb, type Row, type Rows, toData } from './maps.ts'
import { drawLatents } from './priors.ts'
import { charts, spaceOf } from './spaces.ts'

/**
 * The axes of a grid that covers the whole line, dense where the mass is: v = centre + scale sinh u, u evenly spaced up
 * to |sinh u| = 1000, v the coordinate's chart (itself, its logit, its logarithm).
 */
export interface Axes {
  readonly space: 'real' | 'unit' | 'positive'
  readonly centre: Row
  readonly scale: Row
}

/** A density on a grid of n^D cells: the mass of each by the midpoint rule. */
export interface Grid {
  readonly axes: Axes
  readonly n: number
  readonly masses: Float64Array
  readonly total: number
  /** A sample at which log_prob gives no number, where there is one. */
  readonly undefinedAt?: Row
}

const reach = Math.asinh(1000)

/** Centred and scaled by the middle 95 per cent of what the subject samples, or of its data, where it has either. */
export async function axesOf(subject: Subject): Promise<Axes> {
  const dim = dimension(subject)
  const space = spaceOf(subject, 'data')
  const known = (await knownPoints(subject)).map((row) => row.map(charts[space].from))
  const columns = Array.from({ length: dim }, (_, j) =>
    known
      .map((row) => row[j])
      .filter(Number.isFinite)
      .sort((a, b) => a - b),
  )
  const quantile = (sorted: number[], q: number) => sorted[Math.floor(q * (sorted.length - 1))]
  return {
    space,
    centre: columns.map((column) => (column.length < 2 ? 0 : quantile(column, 0.5))),
    scale: columns.map((column) =>
      column.length < 2 ? 1 : (quantile(column, 0.975) - quantile(column, 0.025)) / 4 || 1,
    ),
  }
}

async function knownPoints(subject: Subject): Promise<Rows> {
  if ('to_data' in subject.functions) {
    const z = drawLatents(subject, dimension(subject), 1024, seededRandom(0))
    return (await toData(subject, z)).value
  }
  return subject.data ? rowsOf(subject.data) : []
}

/** A cell with less than this, and neighbours with less, is not looked into more closely: all of them hold a thousandth. */
const negligible = 1e-7

/**
 * The mass of every cell: density times width, by calls of log_prob alone. Where the grid of half as many cells has been
 * computed before, only what is in or beside its cells of some mass is; the rest has its parent's mass, shared out.
 * Grids are kept: the laws that integrate a subject's density take the same ones.
 */
export async function densityGrid(subject: Subject, axes: Axes, n: number): Promise<Grid> {
  const kept = grids.get(subject) ?? new Map<number, Promise<Grid>>()
  grids.set(subject, kept)
  const known = kept.get(n) ?? integrate(subject, axes, n, await kept.get(n / 2))
  kept.set(n, known)
  return known
}

const grids = new WeakMap<Subject, Map<number, Promise<Grid>>>()

async function integrate(subject: Subject, axes: Axes, n: number, coarse: Grid | undefined): Promise<Grid> {
  const dim = axes.centre.length
  const lines = axes.centre.map((_, j) => Array.from({ length: n }, (_, k) => node(axes, j, n, k)))
  const inherited = coarse ? inheritedMasses(coarse) : undefined
  const masses = new Float64Array(n ** dim)
  const open: { flat: number; place: Node[] }[] = []
  for (let flat = 0; flat < masses.length; flat++) {
    const mass = inherited?.(flat)
    if (mass !== undefined) masses[flat] = mass
    else open.push({ flat, place: lines.map((line, j) => line[indexAlong(flat, n, j)]) })
  }
  const logs = await logProb(
    subject,
    open.map(({ place }) => place.map(({ x }) => x)),
  )
  let undefinedAt: Row | undefined
  for (const [i, { flat, place }] of open.entries()) {
    const width = place.reduce((sum, { logWidth }) => sum + logWidth, 0)
    masses[flat] = width === Number.NEGATIVE_INFINITY ? 0 : Math.exp(logs[i] + width)
    if (Number.isNaN(masses[flat])) undefinedAt ??= place.map(({ x }) => x)
  }
  const total = masses.reduce((sum, mass) => sum + mass, 0)
  return { axes, n, masses, total, ...(undefinedAt ? { undefinedAt } : {}) }
}

/** For a cell of the grid twice as fine: its share of its parent's mass, where that and its neighbours' is negligible. */
function inheritedMasses({ masses, n, axes }: Grid): (flat: number) => number | undefined {
  const dim = axes.centre.length
  const around = axes.centre.reduce((most, _, axis) => largestBeside(most, n, axis), masses)
  return (flat) => {
    const parent = cellOf(flat, 2 * n, n, dim)
    return around[parent] < negligible ? masses[parent] / 2 ** dim : undefined
  }
}

/** The largest of every cell and those before and after it along an axis; NaN where one of them is. */
function largestBeside(cells: Float64Array, n: number, axis: number): Float64Array {
  const step = n ** axis
  return cells.map((cell, flat) => {
    const k = indexAlong(flat, n, axis)
    return Math.max(cell, k > 0 ? cells[flat - step] : cell, k < n - 1 ? cells[flat + step] : cell)
  })
}

/** The cell of a coarser grid, of `coarse` cells along an axis, in which a cell lies. */
function cellOf(flat: number, n: number, coarse: number, dim: number): number {
  let found = 0
  for (let j = dim - 1; j >= 0; j--) {
    found = found * coarse + Math.floor((indexAlong(flat, n, j) * coarse) / n)
  }
  return found
}

const indexAlong = (flat: number, n: number, axis: number): number => Math.floor(flat / n ** axis) % n

interface Node {
  readonly x: number
  /** log of the cell's width in x. */
  readonly logWidth: number
}

function node({ space, centre, scale }: Axes, j: number, n: number, k: number): Node {
  const h = (2 * reach) / n
  const u = -reach + (k + 0.5) * h
  const v = centre[j] + scale[j] * Math.sinh(u)
  const { to, logSlope, limit } = charts[space]
  if (Math.abs(v) > limit) return { x: to(Math.sign(v) * limit), logWidth: Number.NEGATIVE_INFINITY }
  return { x: to(v), logWidth: Math.log(h * scale[j] * Math.cosh(u)) + logSlope(v) }
}

/** The mass of every block, of `blocks` along an axis; `blocks` divides the grid's n. */
export function blockMasses({ masses, n, axes }: Grid, blocks: number): Float64Array {
  const sums = new Float64Array(blocks ** axes.centre.length)
  masses.forEach((mass, flat) => {
    sums[cellOf(flat, n, blocks, axes.centre.length)] += mass
  })
  return sums
}

/** The block of a sample, or undefined off the grid. */
export function blockOf({ space, centre, scale }: Axes, blocks: number, x: Row): number | undefined {
  const place = x.map((cell, j) => {
    const u = Math.asinh((charts[space].from(cell) - centre[j]) / scale[j])
    return Math.floor(((u + reach) / (2 * reach)) * blocks)
  })
  return place.every((k) => k >= 0 && k < blocks) ? flatIndex(place, blocks) : undefined
}

const flatIndex = (place: Row, n: number): number => place.reduceRight((flat, k) => flat * n + k, 0)
