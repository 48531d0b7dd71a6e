import type { Value } from '../../engines/engine.ts'
import type { Shape } from '../../ops/shape.ts'
import { showShape, size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import { fromRows, type Rows, toRows } from '../rows.ts'

/** The most samples of one call. Few sizes are used, for an engine may compile a graph for each. */
const largestBatch = 256

/** The shape of one x. */
export function sampleShape({ functions }: Subject): Shape {
  return (functions.encode ?? functions.loss).inputs.x
}

export const latentShape = ({ functions }: Subject): Shape => functions.decode.inputs.z

export const encode = (subject: Subject, x: Rows): Promise<Rows> =>
  rowsThrough(subject, 'encode', 'x', 'z', x)

export const decode = (subject: Subject, z: Rows): Promise<Rows> =>
  rowsThrough(subject, 'decode', 'z', 'x', z)

/** decode(encode(x)) */
export const reconstruct = async (subject: Subject, x: Rows): Promise<Rows> =>
  decode(subject, await encode(subject, x))

/** The loss of one batch: as many rows as the subject takes. Throws where it is no single number. */
export async function loss(subject: Subject, x: Rows): Promise<number> {
  const { loss: result } = await subject.call('loss', { x: fromRows(x, sampleShape(subject)) })
  return oneNumber(result)
}

/** The loss, as a number. Throws where it is none. */
export function oneNumber(result: Value): number {
  if (size(result.shape) !== 1) {
    throw new RangeError(
      `loss: expected one number, got shape ${showShape(result.shape)}; reduce it over the batch`,
    )
  }
  return result.data[result.offset]
}

/** Any number of rows through a function, in batches of a size that the subject takes; the last is filled up. */
export async function rowsThrough(
  subject: Subject,
  name: string,
  input: string,
  output: string,
  rows: Rows,
): Promise<Rows> {
  const batch = subject.batch ?? Math.min(rows.length, largestBatch)
  const results: Float64Array[] = []
  for (let start = 0; start < rows.length; start += batch) {
    const part = Array.from({ length: batch }, (_, n) => rows[Math.min(start + n, rows.length - 1)])
    const sample = subject.functions[name].inputs[input]
    const { [output]: result } = await subject.call(name, { [input]: fromRows(part, sample) })
    if (result.shape[0] !== batch) {
      throw new RangeError(
        `${name}: expected ${output} of ${batch} samples, got shape ${showShape(result.shape)}; put the batch first`,
      )
    }
    results.push(...toRows(result))
  }
  return results.slice(0, rows.length)
}
