import ndarray from 'ndarray'
import { DataError } from './data-error.ts'
import { decodeElements, type ElementType, elementBytes } from './element-types.ts'
import { gunzipIfPacked } from './gzip.ts'
import { arrayBytes, checkLength, type ReadOptions } from './read-options.ts'
import type { StoredArray } from './stored-array.ts'

/** The third byte of an IDX file, as in "The IDX file format" on yann.lecun.com/exdb/mnist. */
const typeByCode: Readonly<Record<number, ElementType>> = {
  8: 'u8',
  9: 'i8',
  11: 'i16',
  12: 'i32',
  13: 'f32',
  14: 'f64',
}

/**
 * Reads IDX, the format of MNIST, plain or gzipped: two zero bytes, a type byte, the number of axes, each
 * axis as a big-endian u32, then the elements, row-major and big-endian.
 *
 * Throws a DataError for bytes that are no IDX, truncated or too long ones, and sizes over the limit.
 */
export function readIdx(packed: Uint8Array, options: ReadOptions = {}): StoredArray {
  const name = options.name ?? 'IDX data'
  const bytes = gunzipIfPacked(name, packed, options.limitBytes)
  if (bytes.length < 4) checkLength(name, 4, bytes.length)
  const type = typeByCode[bytes[2]!]
  if (bytes[0] !== 0 || bytes[1] !== 0 || !type) {
    const start = Buffer.from(bytes.subarray(0, 4)).toString('hex')
    throw new DataError(
      `${name}: not an IDX file: expected it to start with 00 00 and a type, got ${start}; check the path`,
    )
  }
  const rank = bytes[3]!
  const headerBytes = 4 + 4 * rank
  if (bytes.length < headerBytes) checkLength(name, headerBytes, bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis))
  const dataBytes = arrayBytes(name, shape, elementBytes(type), options.limitBytes)
  checkLength(name, headerBytes + dataBytes, bytes.length)
  return ndarray(decodeElements(name, type, bytes.subarray(headerBytes), 'big'), shape)
}
