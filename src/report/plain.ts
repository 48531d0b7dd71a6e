import type { Value } from '../engines/engine.ts'
import { cells } from '../engines/value.ts'

/**
 * The same data as JSON can say it. NaN and the infinities become strings, because JSON would make them null and
 * lose the very thing that failed; tensors and typed arrays become lists.
 */
export function toPlain(data: unknown, within: readonly object[] = []): unknown {
  if (typeof data === 'number') return Number.isFinite(data) ? data : String(data)
  if (typeof data === 'bigint' || typeof data === 'symbol') return String(data)
  if (typeof data === 'function') return `function ${data.name}`
  if (typeof data !== 'object' || data === null) return data
  if (within.includes(data)) return '(circular)'
  if (data instanceof Error) return data.message
  return fromObject(data, [...within, data])
}

function fromObject(data: object, within: readonly object[]): unknown {
  if (data instanceof Float32Array) return Array.from(data, (x) => toPlain(shortest(x)))
  if (isTensor(data)) return nest(toPlain(cells(data)) as unknown[], data.shape)
  if (data instanceof Map) return toPlain([...data], within)
  if (isIterable(data)) return Array.from(data, (item) => toPlain(item, within))
  return Object.fromEntries(Object.entries(data).map(([key, item]) => [key, toPlain(item, within)]))
}

const isIterable = (data: object): data is Iterable<unknown> => Symbol.iterator in data

const isTensor = (data: object): data is Value =>
  'shape' in data && 'stride' in data && 'data' in data && ArrayBuffer.isView(data.data)

function nest(flat: unknown[], shape: readonly number[]): unknown {
  if (shape.length === 0) return flat[0]
  if (shape.length === 1) return flat
  const [length, ...rest] = shape
  const step = flat.length / length!
  return Array.from({ length: length! }, (_, i) => nest(flat.slice(i * step, (i + 1) * step), rest))
}

/** The shortest decimal that is the same float32: 0.1, where JavaScript would say 0.10000000149011612. */
function shortest(x: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(x.toPrecision(digits))
    if (Math.fround(rounded) === x) return rounded
  }
  return x
}
