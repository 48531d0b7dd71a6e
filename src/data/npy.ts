import ndarray from 'ndarray'
import { DataError } from './data-error.ts'
import { decodeElements, elementBytes, elementTypeOf } from './element-types.ts'
import { formatNpyHeader, parseNpyHeader } from './npy-header.ts'
import { arrayBytes, checkLength, type ReadOptions } from './read-options.ts'
import { rowMajorBytes, rowMajorStrides, type StoredArray } from './stored-array.ts'

/** "\x93NUMPY", then the major and minor version (numpy/lib/format.py). */
const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

/** Where the header's text lies: its length is a u16 in version 1, a u32 in versions 2 and 3. */
function headerSpan(name: string, bytes: Uint8Array): [number, number] {
  if (bytes.length < 10) checkLength(name, 10, bytes.length)
  const [major, minor] = [bytes[6]!, bytes[7]!]
  if (magic.some((byte, i) => bytes[i] !== byte)) {
    throw new DataError(`${name}: not a .npy file: it does not start with \\x93NUMPY; check the path`)
  }
  if (major < 1 || major > 3 || minor !== 0) {
    throw new DataError(`${name}: .npy version ${major}.${minor}, expected 1.0, 2.0 or 3.0; save it again`)
  }
  const start = major === 1 ? 10 : 12
  if (bytes.length < start) checkLength(name, start, bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = start + (major === 1 ? view.getUint16(8, true) : view.getUint32(8, true))
  if (end > bytes.length) checkLength(name, end, bytes.length)
  return [start, end]
}

/**
 * Reads a .npy array of any shape into row-major order; f2 widens to float32, bool becomes uint8.
 *
 * Throws a DataError for bytes that are no .npy, truncated or too long ones, Python objects, structured and
 * other dtypes, and sizes over the limit.
 */
export function readNpy(bytes: Uint8Array, options: ReadOptions = {}): StoredArray {
  const name = options.name ?? '.npy data'
  const [start, end] = headerSpan(name, bytes)
  const text = Buffer.from(bytes.subarray(start, end)).toString('utf8')
  const { type, order, fortran, shape } = parseNpyHeader(name, text)
  const dataBytes = arrayBytes(name, shape, elementBytes(type), options.limitBytes)
  checkLength(name, end + dataBytes, bytes.length)
  const data = decodeElements(name, type, bytes.subarray(end), order)
  if (!fortran) return ndarray(data, shape)
  const columnMajor: StoredArray = ndarray(data, shape, rowMajorStrides(shape.toReversed()).reverse())
  const reordered = rowMajorBytes(columnMajor)
  return ndarray(decodeElements(name, elementTypeOf(name, columnMajor), reordered), shape)
}

/** Writes any view as .npy version 1.0, row-major. Throws a DataError for elements of no typed array. */
export function writeNpy(array: StoredArray): Uint8Array {
  const data = rowMajorBytes(array)
  const text = formatNpyHeader(elementTypeOf('array', array), array.shape)
  // NumPy pads so that the data starts on a multiple of 64 bytes; the header ends with a newline.
  const start = Math.ceil((10 + text.length + 1) / 64) * 64
  const bytes = new Uint8Array(start + data.length).fill(0x20, 0, start)
  bytes.set([...magic, 1, 0, (start - 10) & 0xff, (start - 10) >> 8])
  bytes.set(Buffer.from(text, 'latin1'), 10)
  bytes[start - 1] = 0x0a
  bytes.set(data, start)
  return bytes
}
