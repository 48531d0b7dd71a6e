import { DataError } from './data-error.ts'
import type { StoredArray, StoredData } from './stored-array.ts'

/** IEEE 754 binary16 -> its value: 1 sign bit, 5 exponent bits with bias 15, 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * (1024 + fraction) * 2 ** (exponent - 25)
}

/** bfloat16 is the upper half of a binary32. */
function bfloat16ToFloats(buffer: ArrayBuffer): Float32Array {
  return new Float32Array(Uint32Array.from(new Uint16Array(buffer), (bits) => bits * 0x10000).buffer)
}

interface ElementLayout {
  bytes: number
  /** Little-endian elements -> typed array; Node's own platforms are little-endian but one (s390x). */
  decode: (buffer: ArrayBuffer) => StoredData
}

const elementLayouts = {
  f64: { bytes: 8, decode: (buffer) => new Float64Array(buffer) },
  f32: { bytes: 4, decode: (buffer) => new Float32Array(buffer) },
  f16: { bytes: 2, decode: (buffer) => Float32Array.from(new Uint16Array(buffer), halfToNumber) },
  bf16: { bytes: 2, decode: bfloat16ToFloats },
  i64: { bytes: 8, decode: (buffer) => new BigInt64Array(buffer) },
  i32: { bytes: 4, decode: (buffer) => new Int32Array(buffer) },
  i16: { bytes: 2, decode: (buffer) => new Int16Array(buffer) },
  i8: { bytes: 1, decode: (buffer) => new Int8Array(buffer) },
  u64: { bytes: 8, decode: (buffer) => new BigUint64Array(buffer) },
  u32: { bytes: 4, decode: (buffer) => new Uint32Array(buffer) },
  u16: { bytes: 2, decode: (buffer) => new Uint16Array(buffer) },
  u8: { bytes: 1, decode: (buffer) => new Uint8Array(buffer) },
  bool: { bytes: 1, decode: (buffer) => new Uint8Array(buffer) },
} satisfies Record<string, ElementLayout>

/** An element type as a file stores it. */
export type ElementType = keyof typeof elementLayouts

export const elementTypes = Object.keys(elementLayouts) as ElementType[]

export function elementBytes(type: ElementType): number {
  return elementLayouts[type].bytes
}

function swapBytes(bytes: Uint8Array, width: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (width === 2) buffer.swap16()
  if (width === 4) buffer.swap32()
  if (width === 8) buffer.swap64()
}

/**
 * Elements of a file -> typed array, copied (a file's data need not be aligned). f16 and bf16 widen to
 * Float32Array without loss, bool becomes Uint8Array of 0 and 1. Throws a DataError for a bool of another value.
 */
export function decodeElements(
  name: string,
  type: ElementType,
  bytes: Uint8Array,
  order: 'little' | 'big' = 'little',
): StoredData {
  const copy = new Uint8Array(bytes)
  if (type === 'bool' && copy.some((value) => value > 1)) {
    throw new DataError(`${name}: a bool is neither 0 nor 1; the data is damaged, get it again`)
  }
  if (order === 'big') swapBytes(copy, elementBytes(type))
  return elementLayouts[type].decode(copy.buffer)
}

const typeByDtype: Readonly<Record<string, ElementType>> = {
  float64: 'f64',
  float32: 'f32',
  bigint64: 'i64',
  int32: 'i32',
  int16: 'i16',
  int8: 'i8',
  biguint64: 'u64',
  uint32: 'u32',
  uint16: 'u16',
  uint8: 'u8',
}

/** The type under which an array is written. Throws a DataError for an array that is not of a typed array. */
export function elementTypeOf(name: string, array: StoredArray): ElementType {
  const type = typeByDtype[array.dtype]
  if (type) return type
  throw new DataError(
    `${name}: cannot write elements of type ${array.dtype}; use one of ${Object.keys(typeByDtype).join(', ')}`,
  )
}
