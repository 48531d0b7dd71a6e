import ndarray, { type NdArray } from 'ndarray'
import { DataError } from './data-error.ts'

/** The element types that files hold. */
export type StoredData =
  | Float64Array
  | Float32Array
  | BigInt64Array<ArrayBuffer>
  | Int32Array
  | Int16Array
  | Int8Array
  | BigUint64Array<ArrayBuffer>
  | Uint32Array
  | Uint16Array
  | Uint8Array

/** An array as a file holds it; its `dtype` names the element type. */
export type StoredArray = NdArray<StoredData>

/** The bytes under a typed array, not copied. */
export function bytesOf(data: StoredData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}

/** Strides, in elements, of a row-major array of this shape. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1)
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!
  return strides
}

function isRowMajor(array: StoredArray): boolean {
  const strides = rowMajorStrides(array.shape)
  return array.shape.every((length, axis) => length === 1 || array.stride[axis] === strides[axis])
}

function checkInside(array: StoredArray): void {
  if (array.size === 0) return
  let [lowest, highest] = [array.offset, array.offset]
  array.shape.forEach((length, axis) => {
    const reach = (length - 1) * array.stride[axis]!
    if (reach < 0) lowest += reach
    else highest += reach
  })
  if (lowest >= 0 && highest < array.data.length) return
  throw new DataError(
    `array of shape [${array.shape}] reaches element ${lowest < 0 ? lowest : highest} of ` +
      `${array.data.length}; build it with data as long as its shape`,
  )
}

/**
 * The elements of any view in row-major order, as bytes of its element type (a copy). Elements are moved as
 * bytes, so that NaN payloads survive and 64-bit integers need no case of their own.
 */
export function rowMajorBytes(array: StoredArray): Uint8Array {
  checkInside(array)
  const { data, shape, stride, size } = array
  const width = data.BYTES_PER_ELEMENT
  const source = bytesOf(data)
  if (isRowMajor(array)) return source.slice(array.offset * width, (array.offset + size) * width)
  const bytes = new Uint8Array(size * width)
  const index = shape.map(() => 0)
  let from = array.offset
  for (let to = 0; to < bytes.length; to += width) {
    for (let i = 0; i < width; i++) bytes[to + i] = source[from * width + i]!
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += stride[axis]!
      if (++index[axis]! < shape[axis]!) break
      from -= stride[axis]! * shape[axis]!
      index[axis] = 0
    }
  }
  return bytes
}

/** [N, ...] of any stored type -> the same values as floats; 32-bit floats stay, all else becomes 64-bit. */
export function toFloats(name: string, array: StoredArray): NdArray<Float32Array | Float64Array> {
  const { data, shape } = array
  if (data instanceof Float32Array || data instanceof Float64Array) return ndarray(data, shape)
  const values = new Float64Array(data.length)
  let i = 0
  for (const value of data) values[i++] = Number(value)
  if (typeof data[0] === 'bigint' && !values.every((value) => Math.abs(value) <= Number.MAX_SAFE_INTEGER)) {
    throw new DataError(`${name}: a 64-bit integer over 2^53 does not fit a float; save it as float64`)
  }
  return ndarray(values, shape)
}
