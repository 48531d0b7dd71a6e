import ndarray from 'ndarray'
import { DataError } from './data-error.ts'
import { decodeElements, elementTypeOf } from './element-types.ts'
import type { ReadOptions } from './read-options.ts'
import { parseHeader, type TensorEntry } from './safetensors-header.ts'
import { rowMajorBytes, type StoredArray } from './stored-array.ts'

/** The contents of a safetensors file. */
export interface Safetensors {
  /** Sorted by name. F16 and BF16 are widened to float32, BOOL to uint8. */
  tensors: Map<string, StoredArray>
  metadata: Record<string, string>
}

/**
 * Reads safetensors (github.com/huggingface/safetensors): a u64 length, a JSON header, the tensors' bytes.
 *
 * Throws a DataError for all that the format forbids: truncated or too long files, headers that are no JSON
 * object, repeated names, offsets with gaps or overlaps, shapes that do not match their bytes, unknown dtypes.
 */
export function readSafetensors(bytes: Uint8Array, options: ReadOptions = {}): Safetensors {
  const file = options.name ?? 'safetensors data'
  const { entries, metadata, dataStart } = parseHeader(file, bytes, options.limitBytes)
  // An object of JSON puts names such as "0" first, whatever order the file has.
  const byName = (a: TensorEntry, b: TensorEntry) => (a.name < b.name ? -1 : 1)
  const tensors = new Map(
    entries.toSorted(byName).map(({ name, type, shape, begin, end }): [string, StoredArray] => {
      const data = decodeElements(
        `${file}: ${name}`,
        type,
        bytes.subarray(dataStart + begin, dataStart + end),
      )
      return [name, ndarray(data, shape)]
    }),
  )
  return { tensors, metadata }
}

type Named<T> = ReadonlyMap<string, T> | Readonly<Record<string, T>>

function sortedEntries<T>(named: Named<T>): [string, T][] {
  const entries = named instanceof Map ? [...named] : Object.entries(named as Readonly<Record<string, T>>)
  return entries.sort(([a], [b]) => (a < b ? -1 : 1))
}

/** Joined by hand: an object would put names such as "0" first, out of order. */
function formatHeader(fields: readonly [string, unknown][]): Uint8Array {
  const json = `{${fields.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`
  const text = Buffer.from(json)
  const padded = Buffer.alloc(Math.ceil(text.length / 8) * 8, ' ')
  text.copy(padded)
  return padded
}

/**
 * Writes tensors of any strides, row-major. The same tensors give the same bytes: names are sorted and the
 * header is padded with spaces to a multiple of 8.
 *
 * Throws a DataError for a tensor named __metadata__ and for elements of no typed array.
 */
export function writeSafetensors(
  tensors: Named<StoredArray>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const fields: [string, unknown][] = []
  const chunks: Uint8Array[] = []
  const words = sortedEntries(metadata)
  if (words.length > 0) fields.push(['__metadata__', Object.fromEntries(words)])
  let begin = 0
  for (const [name, array] of sortedEntries(tensors)) {
    if (name === '__metadata__') {
      throw new DataError(
        'a tensor cannot be named __metadata__, which the format keeps; choose another name',
      )
    }
    const data = rowMajorBytes(array)
    const end = begin + data.length
    const dtype = elementTypeOf(name, array).toUpperCase()
    fields.push([name, { dtype, shape: [...array.shape], data_offsets: [begin, end] }])
    chunks.push(data)
    begin = end
  }
  const header = formatHeader(fields)
  const length = new Uint8Array(new BigUint64Array([BigInt(header.length)]).buffer)
  return new Uint8Array(Buffer.concat([length, header, ...chunks]))
}
