import fc from 'fast-check'
import ndarray from 'ndarray'
import { bytesOf, rowMajorBytes, type StoredArray, type StoredData } from '../../src/data/stored-array.ts'

/** Every element type that is written, over the given bytes. */
const builders: readonly ((buffer: ArrayBuffer) => StoredData)[] = [
  (buffer) => new Float64Array(buffer),
  (buffer) => new Float32Array(buffer),
  (buffer) => new BigInt64Array(buffer),
  (buffer) => new Int32Array(buffer),
  (buffer) => new Int16Array(buffer),
  (buffer) => new Int8Array(buffer),
  (buffer) => new BigUint64Array(buffer),
  (buffer) => new Uint32Array(buffer),
  (buffer) => new Uint16Array(buffer),
  (buffer) => new Uint8Array(buffer),
]

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 })

/** Random bits of any element type (so NaN payloads, infinities and -0 too), row-major. */
export const contiguousArrays: fc.Arbitrary<StoredArray> = fc
  .tuple(shapes, fc.constantFrom(...builders))
  .chain(([shape, build]) => {
    const size = shape.reduce((product, length) => product * length, 1)
    return fc
      .uint8Array({ minLength: 8 * size, maxLength: 8 * size })
      .map((bytes) => ndarray(build(bytes.slice().buffer).slice(0, size) as StoredData, shape))
  })

/** The same, some of them transposed, reversed or thinned. */
export const arrays: fc.Arbitrary<StoredArray> = fc
  .tuple(contiguousArrays, fc.boolean(), fc.constantFrom(1, 2, -1))
  .map(([array, transposed, step]) => {
    const stepped = array.dimension > 0 ? array.step(step) : array
    return transposed ? stepped.transpose(...stepped.shape.map((_, axis) => axis).reverse()) : stepped
  })

/** All that a reader must give back: element type, shape, bits in row-major order. */
export function contents(array: StoredArray) {
  return { dtype: array.dtype, shape: [...array.shape], bytes: [...rowMajorBytes(array)] }
}

/** Elements one by one through ndarray's own indexing, an oracle for `rowMajorBytes`. */
export function elements(array: StoredArray): (number | bigint)[] {
  if (array.dimension === 0) return [array.get()]
  return Array.from({ length: array.shape[0]! }, (_, i) => elements(pick(array, i))).flat()
}

function pick(array: StoredArray, i: number): StoredArray {
  const [, ...shape] = array.shape
  const [step, ...stride] = array.stride
  return ndarray(array.data, shape, stride, array.offset + i * step!)
}

export function bytesOfAll(all: Iterable<StoredArray>): number {
  return [...all].reduce((sum, array) => sum + bytesOf(array.data).length, 0)
}
