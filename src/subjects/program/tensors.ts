import type { Precision, Value } from '../../engines/engine.ts'
import { cellsIn, value } from '../../engines/value.ts'
import { showShape, size } from '../../ops/shape.ts'
import { type Field, members, refusal, shown } from '../manifest-json.ts'

/** A tensor as programs exchange it: `data` is base64 of little-endian cells, row-major. */
export interface WireTensor {
  readonly dtype: Precision
  readonly shape: readonly number[]
  readonly data: string
}

export function toWire(of: Value, dtype: Precision): WireTensor {
  const { buffer, byteOffset, byteLength } = cellsIn(dtype, of)
  const data = Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString('base64')
  return { dtype, shape: [...of.shape], data }
}

const arrays = { float32: Float32Array, float64: Float64Array }
const mostAxes = 64

/** Throws a DataError where it is no tensor, or its cells are not as many as its shape announces. */
export function fromWire(field: Field): Value {
  const { dtype, shape, data } = members(field, ['dtype', 'shape', 'data'])
  const precision = dtypeOf(dtype ?? field)
  const array = arrays[precision]
  const axes = axesOf(shape ?? field)
  const text = data?.value
  if (typeof text !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw refusal(data ?? field, `expected base64, got ${shown(text)}`)
  }
  const bytes = new Uint8Array(Buffer.from(text, 'base64'))
  if (bytes.length !== size(axes) * array.BYTES_PER_ELEMENT) {
    throw refusal(
      field,
      `shape ${showShape(axes)} in ${precision} takes ${size(axes) * array.BYTES_PER_ELEMENT} bytes, got ${bytes.length}`,
    )
  }
  return value(new array(bytes.buffer), axes)
}

export function dtypeOf(field: Field): Precision {
  const { value } = field
  if (value === 'float32' || value === 'float64') return value
  throw refusal(field, `expected a dtype of "float32" or "float64", got ${shown(value)}`)
}

function axesOf(field: Field): number[] {
  const { value } = field
  const isLength = (length: unknown) =>
    typeof length === 'number' && Number.isSafeInteger(length) && length >= 0
  if (Array.isArray(value) && value.length <= mostAxes && value.every(isLength)) return value
  throw refusal(field, `expected a shape, got ${shown(value)}`)
}
