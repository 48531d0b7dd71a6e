import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { readCsv } from './csv.ts'
import { DataError, quote } from './data-error.ts'
import type { Dataset } from './dataset.ts'
import { gunzipIfPacked } from './gzip.ts'
import { readIdx } from './idx.ts'
import { readMolecules } from './molecules.ts'
import { readFileBytes } from './read-file.ts'
import type { ReadOptions } from './read-options.ts'
import { parseTensors } from './read-tensors.ts'
import type { StoredArray } from './stored-array.ts'
import { toDataset } from './to-dataset.ts'

type Limit = Pick<ReadOptions, 'limitBytes'>

/** MNIST comes as pairs such as train-images-idx3-ubyte.gz and train-labels-idx1-ubyte.gz. */
async function siblingLabels(path: string, limit: Limit): Promise<StoredArray | undefined> {
  const labels = basename(path).replace(/images([-.])idx3-ubyte/, 'labels$1idx1-ubyte')
  if (labels === basename(path)) return undefined
  const plain = labels.replace(/\.gz$/, '')
  const found = [labels, plain, `${plain}.gz`].map((name) => join(dirname(path), name)).find(existsSync)
  return found === undefined
    ? undefined
    : readIdx(await readFileBytes(found, limit.limitBytes), { ...limit, name: found })
}

/** What libraries call the rows and their labels; scikit-learn, Keras and the goldens of this package. */
const rowNames = ['images', 'x', 'X', 'x_train', 'X_train', 'data', 'features']
const labelNames = ['labels', 'y', 'Y', 'y_train', 'target', 'targets']

function pickArrays(
  path: string,
  arrays: ReadonlyMap<string, StoredArray>,
): [StoredArray, StoredArray | undefined] {
  const labelName = labelNames.find((name) => arrays.has(name))
  const others = [...arrays.keys()].filter((name) => name !== labelName)
  const rowName = rowNames.find((name) => arrays.has(name)) ?? (others.length === 1 ? others[0] : undefined)
  if (rowName !== undefined) return [arrays.get(rowName)!, labelName ? arrays.get(labelName) : undefined]
  const found = arrays.size === 0 ? 'no array' : [...arrays.keys()].slice(0, 10).map(quote).join(', ')
  throw new DataError(
    `${path}: expected one array, or one named ${rowNames.join(', ')}, got ${found}; rename the rows "x"`,
  )
}

/**
 * Reads a dataset by the ending of `path`, gzipped or not: .csv .tsv, .npy, .npz, .safetensors, .smi, and IDX as
 * .idx, -ubyte or a bare .gz. Throws a DataError for files that cannot be used.
 */
export async function readDatasetFile(path: string, limit: Limit = {}): Promise<Dataset> {
  const inner = path.replace(/\.gz$/i, '')
  const isTensors = /\.(npy|npz|safetensors)$/i.test(inner)
  const isCsv = /\.(csv|tsv)$/i.test(inner)
  const isSmiles = /\.smi$/i.test(inner)
  const isIdx = /(\.idx|[-.]ubyte)$/i.test(inner) || inner !== path
  if (!isTensors && !isCsv && !isSmiles && !isIdx) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      throw new DataError(`${path}: is a directory; give the path of a file`)
    }
    const known = '.csv, .tsv, .npy, .npz, .safetensors, .smi, .idx, -ubyte or .gz'
    throw new DataError(`${path}: unknown extension, expected ${known}; convert or rename it`)
  }
  const packed = await readFileBytes(path, limit.limitBytes)
  const bytes = gunzipIfPacked(path, packed, limit.limitBytes)
  if (isTensors) return toDataset(path, ...pickArrays(path, parseTensors(inner, bytes, limit)))
  if (isCsv) return toDataset(path, readCsv(bytes, { name: path }).values)
  if (isSmiles) return readMolecules(path, bytes)
  return toDataset(path, readIdx(bytes, { ...limit, name: path }), await siblingLabels(path, limit))
}
