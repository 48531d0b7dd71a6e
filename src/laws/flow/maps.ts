import type { Value } from '../../engines/engine.ts'
import { showShape, size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import { fromRows } from '../rows.ts'
import { rowsOf } from '../violators.ts'

/** One sample, flat. */
export type Row = readonly number[]
export type Rows = readonly Row[]

/** Where samples [N] are taken to, and the log-determinant of the map there, [N]: none where the subject gives none. */
export interface Mapped {
  readonly value: Rows
  readonly logDet: Row
}

/** A map between data and latent, for any number of samples. */
export type FlowMap = (subject: Subject, rows: Rows) => Promise<Mapped>

/** x -> z with log|det dz/dx|, whatever the subject's convention for the sign. */
export const toLatent: FlowMap = async (subject, x) => {
  const { z, log_det } = await callRows(subject, 'to_latent', x)
  const sign = subject.conventions.log_det === 'of_to_data' ? -1 : 1
  return { value: z, logDet: (log_det ?? []).map((row) => sign * single(row, 'to_latent', 'log_det')) }
}

/** z -> x with log|det dx/dz|, whatever the subject's convention for the sign. */
export const toData: FlowMap = async (subject, z) => {
  const { x, log_det } = await callRows(subject, 'to_data', z)
  const sign = subject.conventions.log_det === 'of_to_latent' ? -1 : 1
  return { value: x, logDet: (log_det ?? []).map((row) => sign * single(row, 'to_data', 'log_det')) }
}

/** log p(x), [N]. */
export async function logProb(subject: Subject, x: Rows): Promise<Row> {
  const { log_prob } = await callRows(subject, 'log_prob', x)
  return log_prob.map((row) => single(row, 'log_prob', 'log_prob'))
}

function single(row: Row, name: string, output: string): number {
  if (row.length === 1) return row[0]
  throw new RangeError(
    `${name}: expected one ${output} a sample, got ${row.length}; sum it over the features`,
  )
}

/** Graphs are compiled once for each size of batch, so that few sizes are used. */
const batches = [1, 16, 64, 256, 1024, 4096]

/** The smallest size that holds all the rest, if at least half of it is filled; else the largest that is filled. */
const batchFor = (rest: number): number =>
  batches.find((size) => size >= rest && size <= 2 * rest) ?? batches.findLast((size) => size <= rest) ?? 1

/** Calls a function of one input on any number of samples, in batches that the subject takes, filled up with repeats. */
export async function callRows(
  subject: Subject,
  name: string,
  rows: Rows,
): Promise<Record<string, number[][]>> {
  const [input, sample] = Object.entries(subject.functions[name].inputs)[0]
  const results: Record<string, number[][]> = {}
  for (let start = 0, batch = 0; start < rows.length; start += batch) {
    const rest = rows.length - start
    batch = subject.batch ?? batchFor(rest)
    const filled = Array.from({ length: batch }, (_, n) => rows[start + (n % rest)])
    const outputs = await subject.call(name, { [input]: fromRows(filled, sample) })
    for (const output of subject.functions[name].outputs) {
      results[output] ??= []
      results[output].push(...checkedRows(outputs[output], batch, name, output))
    }
  }
  return Object.fromEntries(
    Object.entries(results).map(([output, all]) => [output, all.slice(0, rows.length)]),
  )
}

function checkedRows(of: Value | undefined, batch: number, name: string, output: string): number[][] {
  if (!of) throw new RangeError(`${name}: the output ${output} is missing`)
  if (of.shape[0] !== batch) {
    throw new RangeError(
      `${name}: expected ${output} of ${batch} samples, got shape ${showShape(of.shape)}; put the batch first`,
    )
  }
  return rowsOf(of)
}

/** The shape of one sample of data or latent. */
export function sampleShape(subject: Subject, side: 'data' | 'latent') {
  const { to_latent, to_data, log_prob } = subject.functions
  const own = side === 'data' ? (to_latent ?? log_prob) : to_data
  const inputs = (own ?? to_latent ?? to_data ?? log_prob).inputs
  return Object.values(inputs)[0]
}

/** The number of coordinates, the same for data and latent. */
export const dimension = (subject: Subject): number => size(sampleShape(subject, 'data'))
