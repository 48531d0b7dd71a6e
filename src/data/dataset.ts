import { existsSync } from 'node:fs'
import ndarray, { type NdArray } from 'ndarray'
import { sampleBlobs } from './blobs.ts'
import { closestName } from './closest-name.ts'
import { DataError, quote } from './data-error.ts'
import { readDatasetFile } from './dataset-file.ts'
import { type Density, densities } from './densities.ts'
import { loadDigits } from './digits.ts'
import { loadMolecules } from './molecules.ts'
import { seededRandom } from './random.ts'
import { loadBold, loadOutlines } from './unpaired.ts'

export interface ImageSize {
  height: number
  width: number
  channels: number
}

/** What rows of strings are made of. */
export interface Strings {
  /** Its characters, the one that fills up short strings first. */
  alphabet: readonly string[]
  /** That of the longest. */
  length: number
}

/** Rows of features, as every model takes them. */
export interface Dataset {
  name: string
  /** Where the rows are images: their features run over height, then width, then channels. */
  images?: ImageSize
  /** Where the rows are strings: one-hot, their features run over positions, then characters. */
  strings?: Strings
  /** [N, D]; images are scaled to [0, 1]. */
  x: NdArray<Float32Array>
  /** What else is known of every row, by the name under which a model is trained on it: [N, ...]. */
  also?: Readonly<Record<string, NdArray<Float32Array>>>
  /** [N] */
  labels?: Uint8Array
  /** Of quantised images: the number of grey values, 256 for bytes. */
  levels?: number
}

export interface LoadOptions {
  /** Rows that are drawn where a built-in dataset is drawn at random; 10,000 unless told. */
  n?: number
  /** Seed of that draw; 0 unless told. */
  seed?: number
  /** The largest file, packed or unpacked; 2 GiB unless told. */
  limitBytes?: number
}

/** For models that are trained without data: one row of one number, which nothing reads. */
const noData = (): Dataset => ({ name: 'none', x: ndarray(new Float32Array(1), [1, 1]) })

/** The names that `loadDataset` takes besides paths. */
export const builtInDatasets: readonly string[] = [
  'digits',
  'digits-bold',
  'digits-outlines',
  'molecules',
  'blobs',
  ...Object.keys(densities),
  'none',
]

function builtIn(name: string, { n = 10_000, seed = 0 }: LoadOptions): Dataset {
  if (name === 'digits') return loadDigits()
  if (name === 'digits-bold') return loadBold()
  if (name === 'digits-outlines') return loadOutlines()
  if (name === 'molecules') return loadMolecules()
  if (name === 'none') return noData()
  if (!Number.isSafeInteger(n) || n < 1) {
    throw new DataError(`${name}: n is ${n}, expected the number of rows to draw; give a whole number from 1`)
  }
  if (name === 'blobs') return sampleBlobs(n, seededRandom(seed))
  const density: Density = densities[name as keyof typeof densities]
  return { name, x: density.sample(n, seededRandom(seed)) }
}

/**
 * Loads a built-in dataset by name (see `builtInDatasets`) or a file by path: .csv, .tsv, .npy, .npz, .safetensors,
 * IDX or .smi, gzipped or not. Images of bytes are divided by 255; MNIST images bring the labels that lie beside them.
 *
 * Throws a DataError, with the nearest cure, for unknown names and extensions, missing, empty, damaged and huge
 * files, and values that are NaN or infinite.
 */
export async function loadDataset(pathOrName: string, options: LoadOptions = {}): Promise<Dataset> {
  if (builtInDatasets.includes(pathOrName)) return builtIn(pathOrName, options)
  if (!/[./\\]|-ubyte$/.test(pathOrName) && !existsSync(pathOrName)) {
    const near = closestName(pathOrName, builtInDatasets)
    const cure = near ? `did you mean ${quote(near)}?` : 'choose one of these or give the path of a file'
    throw new DataError(
      `no dataset ${quote(pathOrName)}, expected ${builtInDatasets.join(', ')} or a path; ${cure}`,
    )
  }
  return readDatasetFile(pathOrName, options)
}
