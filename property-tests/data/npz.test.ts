import fc from 'fast-check'
import { zipSync } from 'fflate'
import ndarray from 'ndarray'
import { describe, expect, test } from 'vitest'
import { writeNpy } from '../../src/data/npy.ts'
import { readNpz, writeNpz } from '../../src/data/npz.ts'
import { arrays, contents } from './arrays.ts'
import { damaged, flips, readOrRefuse, refusal, refusesEveryPrefix } from './damage.ts'

const names = fc.oneof(
  fc.string({ maxLength: 8, unit: 'grapheme' }),
  fc.constantFrom('__proto__', 'constructor', '7'),
)
const archives = fc
  .array(fc.tuple(names, arrays), { maxLength: 3 })
  .map((entries) => new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1))))

const example = new Map([
  ['a', ndarray(new Float32Array([1, 2, 3, 4]), [2, 2])],
  ['b', ndarray(new Float32Array(64).fill(5), [64])],
])

describe('readNpz and writeNpz', () => {
  test('give back names and arrays bit for bit', () => {
    fc.assert(
      fc.property(archives, (archive) => {
        const read = readNpz(writeNpz(archive))
        expect([...read.keys()].sort()).toEqual([...archive.keys()].sort())
        for (const [name, array] of archive) expect(contents(read.get(name)!)).toEqual(contents(array))
      }),
    )
  })

  test('the same arrays give the same bytes, in whatever order they come', () => {
    const reversed = new Map([...example].reverse())
    expect(writeNpz(reversed)).toEqual(writeNpz(example))
  })

  test('reads stored members too', () => {
    const stored = zipSync({ 'a.npy': writeNpy(example.get('a')!) }, { level: 0 })
    expect(contents(readNpz(stored).get('a')!)).toEqual(contents(example.get('a')!))
  })

  test('refuses every prefix', () => refusesEveryPrefix(writeNpz(example), readNpz))

  test.each([
    ['packed', writeNpz(example)],
    [
      'stored',
      zipSync({ 'a.npy': writeNpy(example.get('a')!), 'b.npy': writeNpy(example.get('b')!) }, { level: 0 }),
    ],
  ])('flipped bytes of a %s archive are refused, or change names only', (_, bytes) => {
    const values = [...example.values()].map(contents)
    fc.assert(
      fc.property(flips, (places) => {
        const read = readOrRefuse(() => readNpz(damaged(bytes, places)))
        if (read) expect([...read.values()].map(contents)).toEqual(values)
      }),
      { numRuns: 1000 },
    )
  })

  test('refuses a directory that counts fewer members than it has', () => {
    const bytes = writeNpz(example)
    const end = bytes.length - 22
    bytes.set([1, 0, 1, 0], end + 8)
    expect(refusal(() => readNpz(bytes))).toMatch(/directory does not add up/)
  })

  test('checks the declared sizes before unpacking', () => {
    const bomb = writeNpz(new Map([['zeros', ndarray(new Float32Array(250_000), [250_000])]]))
    expect(bomb.length).toBeLessThan(10_000)
    expect(refusal(() => readNpz(bomb, { limitBytes: 100_000 }))).toMatch(
      /promises 1000128 bytes, over the limit of 100000 bytes/,
    )
  })

  test.each([
    ['members that are no array', { 'readme.txt': new Uint8Array(3) }, /"readme.txt" is not a .npy/],
    ['members that are no .npy within', { 'a.npy': new Uint8Array(30) }, /not a .npy file/],
  ])('refuses %s', (_, members, message) => {
    expect(refusal(() => readNpz(zipSync(members)))).toMatch(message)
  })

  test('refuses two members of one name', () => {
    const bytes = zipSync({ 'a.npy': writeNpy(example.get('a')!), 'b.npy': writeNpy(example.get('b')!) })
    const text = Buffer.from(bytes)
    for (let at = text.indexOf('b.npy'); at >= 0; at = text.indexOf('b.npy', at + 1)) text.write('a.npy', at)
    expect(refusal(() => readNpz(new Uint8Array(text)))).toMatch(/two arrays are named "a.npy"/)
  })
})
