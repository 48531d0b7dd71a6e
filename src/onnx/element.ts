/**
 * ONNX's element types: the number a file calls each by, the array that holds its cells, and the field that may
 * hold them instead of raw bytes. float16 and bfloat16 are kept as the bits they are.
 */
export const elements = {
  float: { code: 1, array: Float32Array, field: 'floats' },
  uint8: { code: 2, array: Uint8Array, field: 'int32s' },
  int8: { code: 3, array: Int8Array, field: 'int32s' },
  uint16: { code: 4, array: Uint16Array, field: 'int32s' },
  int16: { code: 5, array: Int16Array, field: 'int32s' },
  int32: { code: 6, array: Int32Array, field: 'int32s' },
  int64: { code: 7, array: BigInt64Array, field: 'int64s' },
  bool: { code: 9, array: Uint8Array, field: 'int32s' },
  float16: { code: 10, array: Uint16Array, field: 'int32s' },
  double: { code: 11, array: Float64Array, field: 'doubles' },
  uint32: { code: 12, array: Uint32Array, field: 'uint64s' },
  uint64: { code: 13, array: BigUint64Array, field: 'uint64s' },
  bfloat16: { code: 16, array: Uint16Array, field: 'int32s' },
} as const

export type Element = keyof typeof elements

export const elementNames = Object.keys(elements) as Element[]

/** The element type of a number; undefined for strings, complex numbers and those of a few bits. */
export const elementOf = (code: number): Element | undefined =>
  elementNames.find((name) => elements[name].code === code)
