import { seededRandom } from '../../data/random.ts'
import type { Subject } from '../../subjects/subject.ts'
import { callRows } from '../calls.ts'
import { combine, type Rows, subtract } from '../rows.ts'
import { latentSize } from './calls.ts'
import { normals } from './cases.ts'
import { whyNoLikelihood } from './likelihood.ts'
import { networkRoundoff } from './roundoff.ts'
import { logVariances } from './spread.ts'

/** x = W z + b + noise, of variances that z does not move: factor analysis. */
export interface LinearDecoder {
  /** W by columns, [Z][D]. */
  readonly columns: Rows
  readonly bias: Float64Array
  /** [D] */
  readonly variances: Float64Array
}

const probes = 6
const known = new WeakMap<Subject, Promise<LinearDecoder | undefined>>()

/** The subject's decoder, where it shows itself linear with a spread that is constant; it is asked once. */
export function linearDecoder(subject: Subject): Promise<LinearDecoder | undefined> {
  const found = known.get(subject) ?? probe(subject)
  known.set(subject, found)
  return found
}

async function probe(subject: Subject): Promise<LinearDecoder | undefined> {
  if ((subject.conventions.likelihood ?? 'gaussian') !== 'gaussian' || whyNoLikelihood(subject))
    return undefined
  const oracle = subject.precise ?? subject
  const width = latentSize(subject)
  const units = Array.from({ length: width }, (_, j) =>
    Float64Array.from({ length: width }, (_, i) => +(i === j)),
  )
  const random = normals(seededRandom(1).split('linear decoder'), probes, width, 3)
  const z = [new Float64Array(width), ...units, ...random]
  const { mean, spread } = await callRows(oracle, 'decode', { z })
  const bias = mean[0]
  const columns = mean.slice(1, width + 1).map((row) => subtract(row, bias))
  const fixed = new Float64Array(bias.length).fill(2 * Math.log(Number(subject.conventions.sigma_x)))
  const logs = spread ? spread.map((row) => logVariances(subject, row, bias.length)) : [fixed]
  const isLinear = random.every((code, n) => isImage(oracle, code, mean[width + 1 + n], columns, bias))
  const isConstant = logs.every((row) =>
    row.every((log, i) => isNear(oracle, log, logs[0][i], 1 + Math.abs(log))),
  )
  return isLinear && isConstant ? { columns, bias, variances: logs[0].map(Math.exp) } : undefined
}

const isNear = (oracle: Subject, a: number, b: number, size: number): boolean =>
  Math.abs(a - b) <= networkRoundoff(oracle, size)

function isImage(
  oracle: Subject,
  z: Float64Array,
  x: Float64Array,
  columns: Rows,
  bias: Float64Array,
): boolean {
  const sizes = combine(
    z.map(Math.abs),
    columns.map((column) => column.map(Math.abs)),
  )
  const image = combine(z, columns)
  return x.every((cell, i) => isNear(oracle, cell, image[i] + bias[i], sizes[i] + Math.abs(bias[i])))
}
