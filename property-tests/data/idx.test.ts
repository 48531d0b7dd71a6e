import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readIdx } from '../../src/data/idx.ts'
import { bytesOfAll, contents } from './arrays.ts'
import { damaged, flips, readOrRefuse, refusal, refusesEveryPrefix } from './damage.ts'

type Setter = (view: DataView, at: number, value: number) => void

/** code, bytes, dtype, how DataView writes it big-endian. */
const types: readonly [number, number, string, Setter][] = [
  [8, 1, 'uint8', (view, at, value) => view.setUint8(at, value)],
  [9, 1, 'int8', (view, at, value) => view.setInt8(at, value)],
  [11, 2, 'int16', (view, at, value) => view.setInt16(at, value)],
  [12, 4, 'int32', (view, at, value) => view.setInt32(at, value)],
  [13, 4, 'float32', (view, at, value) => view.setFloat32(at, value)],
  [14, 8, 'float64', (view, at, value) => view.setFloat64(at, value)],
]

function writeIdx(
  [code, width, , set]: (typeof types)[number],
  shape: number[],
  values: number[],
): Uint8Array {
  const start = 4 + 4 * shape.length
  const bytes = new Uint8Array(start + width * values.length)
  const view = new DataView(bytes.buffer)
  bytes.set([0, 0, code, shape.length])
  shape.forEach((length, axis) => {
    view.setUint32(4 + 4 * axis, length)
  })
  values.forEach((value, i) => {
    set(view, start + width * i, value)
  })
  return bytes
}

const files = fc
  .tuple(fc.constantFrom(...types), fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }))
  .chain(([type, shape]) => {
    const size = shape.reduce((product, length) => product * length, 1)
    const values = fc.array(fc.integer({ min: 0, max: 127 }), { minLength: size, maxLength: size })
    return values.map((values) => ({ type, shape, values, bytes: writeIdx(type, shape, values) }))
  })

describe('readIdx', () => {
  test('reads every type, plain and gzipped', () => {
    fc.assert(
      fc.property(files, ({ type, shape, values, bytes }) => {
        for (const packed of [bytes, gzipSync(bytes)]) {
          const array = readIdx(packed)
          expect(array.dtype).toBe(type[2])
          expect([...array.shape]).toEqual(shape)
          expect(Array.from(array.data as ArrayLike<number>)).toEqual(values)
        }
      }),
    )
  })

  test('refuses every prefix, plain and gzipped, and bytes after the end', () => {
    fc.assert(
      fc.property(files, ({ bytes }) => {
        refusesEveryPrefix(bytes, readIdx)
        refusesEveryPrefix(gzipSync(bytes), readIdx)
        expect(refusal(() => readIdx(Uint8Array.of(...bytes, 0)))).toMatch(/too long/)
      }),
      { numRuns: 20 },
    )
  })

  test('flipped header bytes never give an array of another size than the file', () => {
    fc.assert(
      fc.property(files, flips, ({ shape, bytes }, places) => {
        const headerBytes = 4 + 4 * shape.length
        const array = readOrRefuse(() => readIdx(damaged(bytes, places, headerBytes)))
        if (!array) return
        expect(bytesOfAll([array])).toBe(bytes.length - 4 - 4 * array.dimension)
        expect(array.size).toBe(array.data.length)
      }),
      { numRuns: 500 },
    )
  })

  test('names the sizes of a truncated file', () => {
    const mnist = Uint8Array.of(
      0,
      0,
      8,
      3,
      0,
      0,
      0xea,
      0x60,
      0,
      0,
      0,
      28,
      0,
      0,
      0,
      28,
      ...new Uint8Array(984),
    )
    expect(refusal(() => readIdx(mnist, { name: 'digits.idx' }))).toBe(
      'digits.idx: truncated: the header promises 47040016 bytes, the file has 1000; download it again',
    )
  })

  test('refuses sizes over the limit, declared or unpacked', () => {
    const huge = Uint8Array.of(0, 0, 14, 2, 255, 255, 255, 255, 255, 255, 255, 255)
    expect(refusal(() => readIdx(huge))).toMatch(/limit of 2 GiB/)
    const bomb = gzipSync(new Uint8Array(100_000))
    expect(refusal(() => readIdx(bomb, { limitBytes: 1000 }))).toMatch(/limit of 1000 bytes/)
  })

  test('checks the checksum of gzip', () => {
    const packed = gzipSync(writeIdx(types[0]!, [64], Array(64).fill(7)))
    fc.assert(
      fc.property(flips, (places) => {
        const read = readOrRefuse(() => readIdx(damaged(packed, places)))
        // The first ten bytes hold flags, a time and the system, which no checksum covers.
        if (read) expect(contents(read)).toEqual(contents(readIdx(packed)))
      }),
      { numRuns: 300 },
    )
  })
})
