import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readNpy, writeNpy } from '../../src/data/npy.ts'
import { arrays, contents, elements } from './arrays.ts'
import { damaged, flips, readOrRefuse, refusal, refusesEveryPrefix } from './damage.ts'

/** What numpy.lib.format (1.26 to 2.x) writes: a header padded to 128 bytes, or 256, then the data. */
function numpyFile(descr: string, fortran: boolean, shape: string, data: number[], version = 1): Uint8Array {
  const text = `{'descr': ${descr}, 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shape}, }`
  const lengthBytes = version === 1 ? 2 : 4
  const length = (text.length < 100 ? 128 : 256) - 8 - lengthBytes
  const head = [0x93, ...Buffer.from('NUMPY'), version, 0, length, ...new Uint8Array(lengthBytes - 1)]
  return Uint8Array.from([...head, ...Buffer.from(`${text.padEnd(length - 1)}\n`), ...data])
}

describe('readNpy and writeNpy', () => {
  test('give back every type, shape and stride bit for bit', () => {
    fc.assert(
      fc.property(arrays, (array) => {
        const read = readNpy(writeNpy(array))
        expect(contents(read)).toEqual(contents(array))
        expect(elements(read)).toEqual(elements(array))
      }),
      { numRuns: 300 },
    )
  })

  test('writes what numpy.load documents: version 1.0, data on a multiple of 64', () => {
    fc.assert(
      fc.property(arrays, (array) => {
        const bytes = writeNpy(array)
        const start = 10 + bytes[8]! + 256 * bytes[9]!
        expect([...bytes.subarray(0, 8)]).toEqual([0x93, ...Buffer.from('NUMPY'), 1, 0])
        expect(start % 64).toBe(0)
        expect(bytes[start - 1]).toBe(0x0a)
      }),
    )
  })

  test('refuses every prefix', () => {
    fc.assert(
      fc.property(arrays, (array) => refusesEveryPrefix(writeNpy(array), readNpy)),
      { numRuns: 20 },
    )
  })

  test('flipped header bytes never give an array of another size than the file', () => {
    fc.assert(
      fc.property(arrays, flips, (array, places) => {
        const bytes = writeNpy(array)
        const dataBytes = contents(array).bytes.length
        const read = readOrRefuse(() => readNpy(damaged(bytes, places, bytes.length - dataBytes)))
        // A flip may name halves, which are read into twice their bytes.
        if (read) expect([dataBytes, 2 * dataBytes]).toContain(contents(read).bytes.length)
      }),
      { numRuns: 1000 },
    )
  })

  // The bytes of numpy.save for the values on the right, in a column-major file where the order says so.
  test.each([
    [
      "'<f2'",
      false,
      '(5,)',
      [0, 0x3e, 0, 0x80, 0, 0x7c, 1, 0, 0xff, 0x7b],
      [1.5, -0, Infinity, 2 ** -24, 65504],
    ],
    ["'>i2'", false, '(3,)', [0, 1, 0xff, 0xfe, 1, 0x2c], [1, -2, 300]],
    ["'|b1'", false, '(2,)', [1, 0], [1, 0]],
    ["'|u1'", true, '(2, 3)', [0, 3, 1, 4, 2, 5], [0, 1, 2, 3, 4, 5]],
    ["'|u1'", true, '(2, 1, 2)', [0, 2, 1, 3], [0, 1, 2, 3]],
    ["'<i8'", false, '()', [7, 0, 0, 0, 0, 0, 0, 0], [7n]],
    ["'<u4'", false, '(1L,)', [0, 0, 0, 0x80], [2 ** 31]],
  ] as const)('reads %s, Fortran order %s, shape %s', (descr, fortran, shape, data, values) => {
    for (const version of [1, 2, 3]) {
      const read = readNpy(numpyFile(descr, fortran, shape, [...data], version))
      expect(elements(read)).toEqual([...values])
    }
  })

  test.each([
    ['objects', "'|O'", '(1,)', /Python objects/],
    ['structured types', "[('a', '<f4')]", '(1,)', /structured/],
    ['complex numbers', "'<c8'", '(1,)', /"<c8" is not read/],
    ['negative sizes', "'<f8'", '(-1,)', /expected a header/],
    ['sizes beyond 2^53', "'<f8'", '(99999999999999999999,)', /not a list of counts/],
    ['sizes over the limit', "'<f8'", '(1000000, 1000000)', /limit of 2 GiB/],
    ['too many axes', "'<f8'", `(${'1,'.repeat(65)})`, /65 axes, expected at most 64/],
    ['code', "'<f8'", "(__import__('os'),)", /expected a header/],
    ['bools of another value', "'|b1'", '(8,)', /neither 0 nor 1/],
  ])('refuses %s', (_, descr, shape, message) => {
    expect(refusal(() => readNpy(numpyFile(descr, false, shape, Array(8).fill(9))))).toMatch(message)
  })
})
