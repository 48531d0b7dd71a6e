import { DataError, quote } from './data-error.ts'
import { type ElementType, elementBytes, elementTypes } from './element-types.ts'
import { repeatedKey } from './json-keys.ts'
import { arrayBytes, checkLength, formatBytes } from './read-options.ts'

/** Where one tensor lies; offsets count from the end of the header. */
export interface TensorEntry {
  name: string
  type: ElementType
  shape: number[]
  begin: number
  end: number
}

export interface SafetensorsHeader {
  entries: TensorEntry[]
  metadata: Record<string, string>
  /** Where the tensors start in the file. */
  dataStart: number
}

/** The bound of the reference reader (safetensors/src/tensor.rs, MAX_HEADER_SIZE). */
const largestHeader = 100_000_000

const typeByName = new Map(elementTypes.map((type) => [type.toUpperCase(), type]))

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0)
}

function parseJson(file: string, bytes: Uint8Array): Record<string, unknown> {
  const damaged = `${file}: the header is not a JSON object; the file is damaged or no safetensors, get it again`
  let text: string
  let header: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    header = JSON.parse(text)
  } catch (error) {
    throw new DataError(damaged, { cause: error })
  }
  if (!isObject(header) || !text.startsWith('{')) throw new DataError(damaged)
  const repeated = repeatedKey(text)
  if (repeated !== undefined) {
    throw new DataError(`${file}: the header names ${quote(repeated)} twice; write each tensor once`)
  }
  return header
}

function parseMetadata(file: string, value: unknown): Record<string, string> {
  if (isObject(value) && Object.values(value).every((text) => typeof text === 'string')) {
    return value as Record<string, string>
  }
  throw new DataError(`${file}: __metadata__ must map strings to strings; write its values as strings`)
}

function parseEntry(file: string, name: string, value: unknown, limitBytes?: number): TensorEntry {
  const place = `${file}: tensor ${quote(name)}`
  const { dtype, shape, data_offsets: offsets, ...others } = isObject(value) ? value : {}
  if (!isNumbers(shape) || !isNumbers(offsets) || offsets.length !== 2 || Object.keys(others).length > 0) {
    throw new DataError(
      `${place}: expected dtype, shape and data_offsets of counts; the header is damaged, get it again`,
    )
  }
  const type = typeof dtype === 'string' ? typeByName.get(dtype) : undefined
  if (!type) {
    const known = [...typeByName.keys()].join(', ')
    throw new DataError(
      `${place}: dtype ${quote(String(dtype))} is not read, expected one of ${known}; convert it`,
    )
  }
  const [begin, end] = offsets as [number, number]
  const bytes = arrayBytes(place, shape, elementBytes(type), limitBytes)
  if (end - begin !== bytes) {
    throw new DataError(
      `${place}: ${dtype} of shape [${shape}] takes ${bytes} bytes, its offsets hold ${end - begin}; get the file again`,
    )
  }
  return { name, type, shape, begin, end }
}

/** The tensors must cover the data exactly, in some order, with neither gap nor overlap. */
function checkCoverage(file: string, entries: readonly TensorEntry[]): number {
  let covered = 0
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) {
      throw new DataError(
        `${file}: tensor ${quote(name)} starts at byte ${begin} of the data, expected ${covered}; get the file again`,
      )
    }
    covered = end
  }
  return covered
}

/**
 * Reads and checks the header: a little-endian u64 length, then that many bytes of JSON (format of
 * github.com/huggingface/safetensors). Throws a DataError for anything that the format forbids.
 */
export function parseHeader(file: string, bytes: Uint8Array, limitBytes?: number): SafetensorsHeader {
  if (bytes.length < 8) checkLength(file, 8, bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const headerBytes = Number(view.getBigUint64(0, true))
  if (headerBytes > largestHeader) {
    const found = `promises a header of ${headerBytes} bytes, expected at most ${formatBytes(largestHeader)}`
    throw new DataError(`${file}: ${found}; it is damaged or no safetensors, get it again`)
  }
  const dataStart = 8 + headerBytes
  if (bytes.length < dataStart) checkLength(file, dataStart, bytes.length)
  // The rest property of a JSON object keeps a key named __proto__ as a plain key.
  const { __metadata__: metadata = {}, ...tensors } = parseJson(file, bytes.subarray(8, dataStart))
  const entries = Object.entries(tensors).map(([name, value]) => parseEntry(file, name, value, limitBytes))
  checkLength(file, dataStart + checkCoverage(file, entries), bytes.length)
  return { entries, metadata: parseMetadata(file, metadata), dataStart }
}
