import fc from 'fast-check'
import ndarray from 'ndarray'
import { describe, expect, test } from 'vitest'
import { readSafetensors, writeSafetensors } from '../../src/data/safetensors.ts'
import { arrays, bytesOfAll, contents } from './arrays.ts'
import { damaged, flips, readOrRefuse, refusal, refusesEveryPrefix } from './damage.ts'

const names = fc
  .oneof(fc.string({ maxLength: 8, unit: 'binary' }), fc.constantFrom('__proto__', 'constructor', '7', ''))
  .filter((name) => name !== '__metadata__')
const maps = fc.array(fc.tuple(names, arrays), { maxLength: 4 }).map((entries) => new Map(entries))
const metadatas = fc.dictionary(names, fc.string({ maxLength: 8, unit: 'binary' }), { maxKeys: 3 })

/** A file of this header, as text, and data. */
function file(header: string, data: readonly number[] = []): Uint8Array {
  const length = new Uint8Array(new BigUint64Array([BigInt(Buffer.byteLength(header))]).buffer)
  return Uint8Array.from([...length, ...Buffer.from(header), ...data])
}

const entry = (dtype: string, shape: number[], begin: number, end: number) =>
  JSON.stringify({ dtype, shape, data_offsets: [begin, end] })

const headerBytes = (bytes: Uint8Array) => Number(new DataView(bytes.buffer).getBigUint64(0, true))

describe('readSafetensors and writeSafetensors', () => {
  test('give back names, tensors and metadata bit for bit', () => {
    fc.assert(
      fc.property(maps, metadatas, (tensors, metadata) => {
        const read = readSafetensors(writeSafetensors(tensors, metadata))
        expect([...read.tensors.keys()]).toEqual([...tensors.keys()].sort())
        for (const [name, array] of tensors)
          expect(contents(read.tensors.get(name)!)).toEqual(contents(array))
        expect(Object.entries(read.metadata).sort()).toEqual(Object.entries(metadata).sort())
      }),
      { numRuns: 200 },
    )
  })

  test('the same tensors give the same bytes, from a Map or an object, and a header of whole words', () => {
    const a = ndarray(new Float32Array([1, 2]), [2])
    const b = ndarray(new Uint8Array([3]), [1])
    const bytes = writeSafetensors(
      new Map<string, typeof a | typeof b>([
        ['b', b],
        ['a', a],
      ]),
    )
    expect(writeSafetensors({ a, b })).toEqual(bytes)
    expect(headerBytes(bytes) % 8).toBe(0)
    // Byte for byte as the format's specification has it.
    const header =
      '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[1],"data_offsets":[8,9]}}'
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8)
    expect(bytes).toEqual(file(padded, [0, 0, 128, 63, 0, 0, 0, 64, 3]))
  })

  test('pollutes no prototype', () => {
    const bytes = file(`{"__metadata__":{"__proto__":"x"},"__proto__":${entry('U8', [1], 0, 1)}}`, [9])
    const { tensors, metadata } = readSafetensors(bytes)
    expect([...tensors.keys()]).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype)
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  test.each([
    ['F16', [0x00, 0x3e, 0x01, 0x00, 0x00, 0xfc], [1.5, 2 ** -24, -Infinity]],
    ['BF16', [0xc0, 0x3f, 0x00, 0xc0, 0x80, 0x7f], [1.5, -2, Infinity]],
    ['I16', [0xff, 0xff, 0x00, 0x80, 1, 0], [-1, -32768, 1]],
    ['BOOL', [1, 0, 1], [1, 0, 1]],
    ['I8', [255, 128, 1], [-1, -128, 1]],
  ])('reads %s', (dtype, data, values) => {
    const { tensors } = readSafetensors(file(`{"x":${entry(dtype, [3], 0, data.length)}}`, data))
    expect(Array.from(tensors.get('x')!.data as ArrayLike<number>)).toEqual(values)
  })

  test('refuses every prefix', () => {
    fc.assert(
      fc.property(maps, metadatas, (tensors, metadata) => {
        refusesEveryPrefix(writeSafetensors(tensors, metadata), readSafetensors)
      }),
      { numRuns: 20 },
    )
  })

  test('flipped header bytes never give tensors of other bytes than the file holds', () => {
    fc.assert(
      fc.property(maps, metadatas, flips, (tensors, metadata, places) => {
        const bytes = writeSafetensors(tensors, metadata)
        const reach = 8 + headerBytes(bytes)
        const read = readOrRefuse(() => readSafetensors(damaged(bytes, places, reach)))
        if (!read) return
        const [stored, held] = [bytes.length - reach, bytesOfAll(read.tensors.values())]
        // A flip may name a half, which is read into twice its bytes.
        expect(held).toBeGreaterThanOrEqual(stored)
        expect(held).toBeLessThanOrEqual(2 * stored)
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    [
      'a header beyond the file',
      Uint8Array.of(255, 0, 0, 0, 0, 0, 0, 0, 123, 125),
      /promises 263 bytes, the file has 10/,
    ],
    ['a header of 2^63 bytes', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 128), /promises a header/],
    ['no JSON', file('{'), /not a JSON object/],
    ['an array', file('[]'), /not a JSON object/],
    ['a header that starts with a space', file(' {}'), /not a JSON object/],
    ['no UTF-8', Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff), /not a JSON object/],
    [
      'a repeated name',
      file(`{"x":${entry('U8', [0], 0, 0)},"\\u0078" :${entry('U8', [0], 0, 0)}}`),
      /names "x" twice/,
    ],
    [
      'a repeated field',
      file('{"x":{"dtype":"U8","dtype":"I8","shape":[0],"data_offsets":[0,0]}}'),
      /"dtype" twice/,
    ],
    ['a gap', file(`{"x":${entry('U8', [1], 1, 2)}}`, [0, 0]), /starts at byte 1 of the data, expected 0/],
    [
      'an overlap',
      file(`{"x":${entry('U8', [2], 0, 2)},"y":${entry('U8', [2], 1, 3)}}`, [0, 0, 0]),
      /starts at byte 1/,
    ],
    ['bytes after the last tensor', file(`{"x":${entry('U8', [1], 0, 1)}}`, [0, 0]), /too long/],
    [
      'a shape that does not match',
      file(`{"x":${entry('F32', [2], 0, 4)}}`, [0, 0, 0, 0]),
      /takes 8 bytes.*hold 4/,
    ],
    ['a shape that overflows', file(`{"x":${entry('U8', [2 ** 52, 2 ** 52], 0, 0)}}`), /limit of 2 GiB/],
    ['offsets that run back', file(`{"x":${entry('U8', [0], 1, 0)}}`), /offsets hold -1/],
    ['negative sizes', file(`{"x":${entry('U8', [-1], 0, 0)}}`), /data_offsets of counts/],
    ['a fraction', file(`{"x":${entry('U8', [0.5], 0, 0)}}`), /data_offsets of counts/],
    ['an unknown dtype', file(`{"x":${entry('C64', [0], 0, 0)}}`), /"C64" is not read/],
    ['a dtype of Object.prototype', file(`{"x":${entry('constructor', [0], 0, 0)}}`), /is not read/],
    [
      'an unknown field',
      file('{"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"more":1}}'),
      /header is damaged/,
    ],
    ['metadata that is no text', file('{"__metadata__":{"epoch":1}}'), /strings to strings/],
    ['a bool of 2', file(`{"x":${entry('BOOL', [1], 0, 1)}}`, [2]), /neither 0 nor 1/],
  ])('refuses %s', (_, bytes, message) => {
    expect(refusal(() => readSafetensors(bytes))).toMatch(message)
  })

  test('refuses to write a tensor named __metadata__ and views beyond their data', () => {
    const short = ndarray(new Float32Array(3), [2, 2])
    expect(refusal(() => writeSafetensors(new Map([['__metadata__', short]])))).toMatch(/__metadata__/)
    expect(refusal(() => writeSafetensors({ short }))).toMatch(/reaches element 3 of 3/)
  })
})
