import { DataError } from '../data/data-error.ts'
import { readDatasetFile } from '../data/dataset-file.ts'
import { readTensors } from '../data/read-tensors.ts'
import type { Value } from '../engines/engine.ts'
import { value } from '../engines/value.ts'
import { type Shape, sameShape, showShape, size } from '../ops/shape.ts'

/** Laws need some thousand samples; a file that unpacks to more than this many bytes comes from nobody who means well. */
const mostBytes = 2 ** 28

/**
 * The data that a subject was trained on, [M, ...sample]. Tensors (.npy, .npz, .safetensors) are taken as they stand,
 * from the array 'x' or the only one there is; tables as they stand too; IDX images divided by 255. Rows may be flat.
 * Throws a DataError where the file can't be used, or its samples have another shape than the subject's x.
 */
export async function loadTrainingData(path: string, sample: Shape): Promise<Value> {
  const { data, shape } = /\.(npy|npz|safetensors)$/i.test(path) ? await tensorIn(path) : await rowsIn(path)
  const [count, ...rest] = shape
  const fits = sameShape(rest, sample) || sameShape(rest, [size(sample)])
  if (!count || !fits) {
    throw new DataError(
      `${path}: expected samples of shape ${showShape(sample)}, as the model's x, got data of shape ` +
        `${showShape(shape)}; save the data as [samples, ${sample.join(', ')}]`,
    )
  }
  const bad = data.findIndex((cell) => !Number.isFinite(cell))
  if (bad >= 0) {
    const row = Math.floor(bad / size(sample))
    throw new DataError(`${path}: sample ${row} holds ${data[bad]}, which is not finite; leave it out`)
  }
  return value(data, [count, ...sample])
}

async function tensorIn(path: string) {
  const tensors = await readTensors(path, { limitBytes: mostBytes })
  const found = tensors.get('x') ?? (tensors.size === 1 ? [...tensors.values()][0] : undefined)
  if (found) return { data: found.data, shape: found.shape }
  const names = [...tensors.keys()].slice(0, 5).join(', ')
  throw new DataError(
    `${path}: expected one array, or one named x, got ${names || 'none'}; rename the data to x`,
  )
}

async function rowsIn(path: string) {
  const { x } = await readDatasetFile(path, { limitBytes: mostBytes })
  return { data: x.data, shape: x.shape }
}
