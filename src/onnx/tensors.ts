import { DataError, quote } from '../data/data-error.ts'
import { showShape, size } from '../ops/shape.ts'
import { type Element, elementOf, elements } from './element.ts'
import { type Cells, isExternal, type OnnxTensor } from './model.ts'
import type { Read, Wire } from './schema.ts'

const STRING = 8
const EXTERNAL = 1

export const elementCode = (element: Element | 'string'): number =>
  element === 'string' ? STRING : elements[element].code

export const elementNamed = (code: number): Element | 'string' | undefined =>
  code === STRING ? 'string' : elementOf(code)

/** A tensor as a message. Cells are written as raw bytes. */
export function tensorToWire({ name, element, shape, data }: OnnxTensor): Wire<'Tensor'> {
  const head = { name, type: elementCode(element), shape: shape.map(BigInt) }
  if (isExternal(data)) return { ...head, external: entries(data.external), location: EXTERNAL }
  const known = size(shape)
  if (known !== data.length) {
    throw new RangeError(
      `tensor ${quote(name)}: shape ${showShape(shape)} holds ${known} cells, got ${data.length}`,
    )
  }
  if (!ArrayBuffer.isView(data)) return { ...head, strings: data.map((text) => Buffer.from(text)) }
  return { ...head, raw: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }
}

/** A message as a tensor. Throws a DataError where its cells are not those that its shape and type announce. */
export function tensorFromWire(wire: Read<'Tensor'>): OnnxTensor {
  const { name } = wire
  const element = elementNamed(wire.type)
  if (!element) {
    throw new DataError(`tensor ${quote(name)} has element type ${wire.type}, which is not supported`)
  }
  const shape = wire.shape.map((length) => axisLength(name, length))
  if (wire.location === EXTERNAL) return { name, element, shape, data: { external: record(wire.external) } }
  const data = element === 'string' ? wire.strings.map(text) : cellsOf(wire, element)
  if (data.length !== size(shape)) {
    throw new DataError(
      `tensor ${quote(name)} of shape ${showShape(shape)} should hold ${size(shape)} cells, got ${data.length}; ` +
        'the file is damaged or was cut short',
    )
  }
  return { name, element, shape, data }
}

/** A copy: cells of more than a byte must lie where their size divides the address. */
function cellsOf(wire: Read<'Tensor'>, element: Element): Cells {
  const { array, field } = elements[element]
  if (wire.raw.length === 0) return Reflect.construct(array, [numbersFor(array, wire[field])]) as Cells
  if (wire.raw.length % array.BYTES_PER_ELEMENT !== 0) {
    throw new DataError(
      `tensor ${quote(wire.name)} has ${wire.raw.length} raw bytes, which are no whole number of ${element} cells`,
    )
  }
  return new array(new Uint8Array(wire.raw).buffer)
}

/** uint32 shares a field with uint64, which is read as bigints. */
const numbersFor = (array: { readonly name: string }, found: readonly (number | bigint)[]) =>
  array === Uint32Array ? found.map(Number) : found

function axisLength(name: string, length: bigint): number {
  if (length >= 0n && length <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(length)
  throw new DataError(
    `tensor ${quote(name)} has an axis of length ${length}; lengths are whole numbers from 0`,
  )
}

export const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

export const entries = (of: Readonly<Record<string, string>>) =>
  Object.entries(of).map(([key, value]) => ({ key, value }))

export const record = (of: readonly Read<'Entry'>[]): Record<string, string> =>
  Object.fromEntries(of.map(({ key, value }) => [key, value]))
