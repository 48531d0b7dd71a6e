import type { Element } from '../element.ts'
import { isExternal, type OnnxTensor } from '../model.ts'
import { type Kind, type Known, known } from './reading.ts'
import { UnreadableError } from './unreadable.ts'

const reals: readonly string[] = ['float', 'double', 'float16', 'bfloat16']

export const kindOf = (element: Element | 'string'): Kind =>
  element === 'bool' ? 'boolean' : reals.includes(element) ? 'real' : 'integer'

/** Stored numbers, of any precision, with the values that they have. Throws an UnreadableError for text. */
export function readWeights({ name, element, shape, data }: OnnxTensor): Known {
  if (element === 'string' || isExternal(data) || !ArrayBuffer.isView(data)) {
    throw new UnreadableError(`tensor '${name}' holds no numbers`)
  }
  return known(numbersOf(element, data), shape, kindOf(element))
}

function numbersOf(element: Element, data: ArrayLike<number | bigint>): Float64Array {
  if (element === 'float16') return Float64Array.from(data as ArrayLike<number>, fromHalf)
  if (element === 'bfloat16') return Float64Array.from(data as ArrayLike<number>, fromBrain)
  return Float64Array.from(data as ArrayLike<number>, Number)
}

/** IEEE 754 half precision: a sign, 5 bits of exponent, 10 of fraction. */
export function fromHalf(bits: number): number {
  const sign = bits >> 15 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25)
}

/** bfloat16: the upper half of a float32. */
function fromBrain(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0]
}
