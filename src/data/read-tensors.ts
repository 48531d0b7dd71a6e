import { basename } from 'node:path'
import type { NdArray } from 'ndarray'
import { DataError } from './data-error.ts'
import { readNpy } from './npy.ts'
import { readNpz } from './npz.ts'
import { readFileBytes } from './read-file.ts'
import type { ReadOptions } from './read-options.ts'
import { readSafetensors } from './safetensors.ts'
import { type StoredArray, toFloats } from './stored-array.ts'

/** Reads the arrays of a .safetensors, .npz or .npy by the ending of `path`; a .npy's is named after the file. */
export function parseTensors(
  path: string,
  bytes: Uint8Array,
  options: Pick<ReadOptions, 'limitBytes'> = {},
): Map<string, StoredArray> {
  const named = { ...options, name: path }
  if (/\.safetensors$/i.test(path)) return readSafetensors(bytes, named).tensors
  if (/\.npz$/i.test(path)) return readNpz(bytes, named)
  if (/\.npy$/i.test(path)) return new Map([[basename(path).slice(0, -4), readNpy(bytes, named)]])
  throw new DataError(`${path}: unknown extension, expected .safetensors, .npz or .npy; convert or rename it`)
}

/**
 * Loads the arrays of a .safetensors, .npz or .npy as floats by name: 32-bit floats stay (halves widen to
 * them), integers and bools become 64-bit floats. Throws a DataError for files that cannot be used.
 */
export async function readTensors(
  path: string,
  options: Pick<ReadOptions, 'limitBytes'> = {},
): Promise<Map<string, NdArray<Float64Array | Float32Array>>> {
  const arrays = parseTensors(path, await readFileBytes(path, options.limitBytes), options)
  return new Map([...arrays].map(([name, array]) => [name, toFloats(`${path}: ${name}`, array)]))
}
