import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import ndarray from 'ndarray'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtInDatasets, loadDataset } from '../../src/data/dataset.ts'
import { digitsSplit, loadDigits } from '../../src/data/digits.ts'
import { writeNpy } from '../../src/data/npy.ts'
import { writeNpz } from '../../src/data/npz.ts'
import { readTensors } from '../../src/data/read-tensors.ts'
import { writeSafetensors } from '../../src/data/safetensors.ts'
import { selectRows } from '../../src/data/select-rows.ts'
import type { StoredArray } from '../../src/data/stored-array.ts'
import { toDataset } from '../../src/data/to-dataset.ts'
import { asyncRefusal, refusal } from './damage.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dataset-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function save(name: string, contents: Uint8Array | string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, contents)
  return path
}

const bytes = (...values: number[]) => Uint8Array.from(values)
const twoImages: StoredArray = ndarray(bytes(0, 51, 102, 255, 1, 2, 3, 4), [2, 2, 2])
const scaled = Array.from(new Float32Array([0, 51, 102, 255, 1, 2, 3, 4].map((value) => value / 255)))

describe('loadDataset', () => {
  test('knows its built-in names, and draws densities by n and seed', async () => {
    const rows: Record<string, number> = {
      digits: 1797,
      'digits-bold': 899,
      'digits-outlines': 899,
      molecules: 2316,
      none: 1,
    }
    for (const name of builtInDatasets) {
      const dataset = await loadDataset(name, { n: 7, seed: 3 })
      expect(dataset.name).toBe(name)
      expect(dataset.x.shape[0]).toBe(rows[name] ?? 7)
      if (name in rows) continue
      expect((await loadDataset(name, { n: 7, seed: 4 })).x.data).not.toEqual(dataset.x.data)
    }
  })

  test('divides images of bytes by 255 and flattens them, from every format', async () => {
    const idx = bytes(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 51, 102, 255, 1, 2, 3, 4)
    const labels: StoredArray = ndarray(new BigInt64Array([7n, 9n]), [2])
    const named = new Map([
      ['images', twoImages],
      ['labels', labels],
    ])
    const paths = [
      await save('a.idx', idx),
      await save('b.idx.gz', gzipSync(idx)),
      await save('plain-ubyte', idx),
      await save('c.gz', gzipSync(idx)),
      await save('d.npy', writeNpy(twoImages)),
      await save('e.npz', writeNpz(named)),
      await save('f.safetensors', writeSafetensors(named)),
      await save('g.npy.gz', gzipSync(writeNpy(twoImages))),
    ]
    for (const path of paths) {
      const dataset = await loadDataset(path)
      expect([...dataset.x.shape]).toEqual([2, 4])
      expect(Array.from(dataset.x.data)).toEqual(scaled)
      expect(dataset.images).toEqual({ height: 2, width: 2, channels: 1 })
      expect(dataset.levels).toBe(256)
      expect(dataset.labels).toEqual(/npz|safetensors/.test(path) ? bytes(7, 9) : undefined)
    }
  })

  test('reads tables as they are', async () => {
    for (const [name, text] of [
      ['t.csv', 'a,b\n300,-2\n3,4\n'],
      ['t.tsv', '300\t-2\n3\t4\n'],
    ] as const) {
      const dataset = await loadDataset(await save(name, text))
      expect(dataset.images).toBeUndefined()
      expect(Array.from(dataset.x.data)).toEqual([300, -2, 3, 4])
    }
  })

  test('finds the labels beside MNIST images, and checks that they fit', async () => {
    const images = bytes(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 255)
    const path = await save('train-images-idx3-ubyte.gz', gzipSync(images))
    expect((await loadDataset(path)).labels).toBeUndefined()
    await save('train-labels-idx1-ubyte', bytes(0, 0, 8, 1, 0, 0, 0, 2, 5, 6))
    expect((await loadDataset(path)).labels).toEqual(bytes(5, 6))
    await save('train-labels-idx1-ubyte', bytes(0, 0, 8, 1, 0, 0, 0, 1, 5))
    expect(await asyncRefusal(loadDataset(path))).toMatch(/1 labels for 2 rows/)
  })

  test.each([
    ['digts', /no dataset "digts".*did you mean "digits"/],
    ['zzz', /no dataset "zzz", expected digits, digits-bold, digits-outlines, molecules, blobs/],
    ['missing.csv', /no such file; check the path/],
    ['presnt.csv', /no such file; did you mean "present.csv"/],
    ['nowhere/x.csv', /no folder/],
    ['folder', /is a directory/],
    ['folder.npy', /is a directory/],
    ['empty.npy', /is empty; download/],
    ['text.docx', /unknown extension, expected .csv/],
    ['nan.npy', /row 1, feature 0 is NaN/],
    ['infinite.npy', /row 0, feature 1 is Infinity as a 32-bit float/],
    ['bright.npy', /is 2, expected images in \[0, 1\] or of type u8/],
    ['norows.npy', /holds no values/],
    ['five.npy', /expected \[N\], \[N, D\]/],
    ['several.npz', /expected one array, or one named.*got "a", "b"/],
    ['huge.idx', /over the limit of 2 GiB/],
  ])('refuses %s', async (name, message) => {
    await mkdir(join(folder, 'folder'), { recursive: true })
    await mkdir(join(folder, 'folder.npy'), { recursive: true })
    const a: StoredArray = ndarray(new Float32Array([1]), [1])
    await save('present.csv', '1\n')
    await save('empty.npy', '')
    await save('text.docx', 'x')
    await save('nan.npy', writeNpy(ndarray(new Float64Array([1, 2, Number.NaN, 4]), [2, 2])))
    await save('infinite.npy', writeNpy(ndarray(new Float64Array([1, 1e300]), [1, 2])))
    await save('bright.npy', writeNpy(ndarray(new Float32Array([0, 2]), [1, 1, 2])))
    await save('norows.npy', writeNpy(ndarray(new Float32Array(0), [0, 2])))
    await save('five.npy', writeNpy(ndarray(new Float32Array(1), [1, 1, 1, 1, 1])))
    await save(
      'several.npz',
      writeNpz(
        new Map([
          ['a', a],
          ['b', a],
        ]),
      ),
    )
    await save('huge.idx', bytes(0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255))
    const isName = !/[./]|folder/.test(name)
    expect(await asyncRefusal(loadDataset(isName ? name : join(folder, name)))).toMatch(message)
  })

  test('refuses files over the limit before reading them', async () => {
    const path = await save('large.csv', '1\n'.repeat(100))
    expect(await asyncRefusal(loadDataset(path, { limitBytes: 100 }))).toMatch(
      /200 bytes, over the limit of 100/,
    )
  })
})

describe('toDataset', () => {
  test('puts channels last', () => {
    // Two pixels wide, five high, three channels; the value names its place: 100 c + 10 h + w.
    const places = (c: number, h: number, w: number) => (100 * c + 10 * h + w) / 1000
    const first = new Float32Array(30).map((_, i) => places(Math.floor(i / 10), Math.floor(i / 2) % 5, i % 2))
    const last = new Float32Array(30).map((_, i) => places(i % 3, Math.floor(i / 6), Math.floor(i / 3) % 2))
    const image = toDataset('last', ndarray(last, [1, 5, 2, 3]))
    expect(image.images).toEqual({ height: 5, width: 2, channels: 3 })
    expect(Array.from(image.x.data)).toEqual(Array.from(last))
    const wide: StoredArray = ndarray(first, [1, 3, 5, 2]).transpose(0, 1, 2, 3)
    // A width of 2 could be channels too: the last axis wins.
    expect(toDataset('wide', wide).images).toEqual({ height: 3, width: 5, channels: 2 })
    const square = new Float32Array(75).map((_, i) => i / 75)
    const turned = toDataset('first', ndarray(square, [1, 3, 5, 5]))
    expect(turned.images).toEqual({ height: 5, width: 5, channels: 3 })
    expect([turned.x.get(0, 0), turned.x.get(0, 1), turned.x.get(0, 3)]).toEqual([0, square[25], square[1]])
  })

  test.each([
    ['a fraction', new Float32Array([0.5])],
    ['a negative number', new Int32Array([-1])],
    ['256', new Int32Array([256])],
  ])('refuses %s as a label', (_, labels) => {
    const one: StoredArray = ndarray(new Float32Array([1]), [1])
    expect(refusal(() => toDataset('x', one, ndarray(labels, [1])))).toMatch(/whole number from 0 to 255/)
  })
})

describe('digits', () => {
  const digits = loadDigits()

  test('are 1,797 images of 17 grey levels, labelled 0 to 9, in the order of scikit-learn', () => {
    expect([...digits.x.shape]).toEqual([1797, 64])
    expect(digits.images).toEqual({ height: 8, width: 8, channels: 1 })
    expect(digits.levels).toBe(17)
    expect(digits.x.data.every((value) => Number.isInteger(value * 16) && value <= 1)).toBe(true)
    expect([...digits.labels!.subarray(0, 12)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])
    // load_digits().data.sum() is 561718.
    expect(digits.x.data.reduce((sum, value) => sum + 16 * value, 0)).toBe(561718)
  })

  test('split into 1,437 and 360 rows, each used once, by the seed', () => {
    const { train, test } = digitsSplit(1)
    expect([train.x.shape[0], test.x.shape[0]]).toEqual([1437, 360])
    const key = (set: typeof train) =>
      Array.from(
        { length: set.x.shape[0]! },
        (_, i) => `${set.labels![i]} ${set.x.data.subarray(64 * i, 64 * i + 64)}`,
      )
    expect([...key(train), ...key(test)].sort()).toEqual(key(digits).sort())
    expect(digitsSplit(1).test.labels).toEqual(test.labels)
    expect(digitsSplit(2).test.labels).not.toEqual(test.labels)
  })

  test('selectRows takes rows and their labels in order, and no others', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1796), { maxLength: 5 }), (rows) => {
        const some = selectRows(digits, rows)
        rows.forEach((row, i) => {
          expect(some.labels![i]).toBe(digits.labels![row])
          for (let j = 0; j < 64; j++) expect(some.x.get(i, j)).toBe(digits.x.get(row, j))
        })
      }),
      { numRuns: 20 },
    )
    expect(() => selectRows(digits, [1797])).toThrow('row 1797 of 1797')
  })
})

describe('readTensors', () => {
  test('gives floats by name: 32-bit ones stay, integers become 64-bit', async () => {
    const tensors = new Map<string, StoredArray>([
      ['f', ndarray(new Float32Array([0.1]), [1])],
      ['i', ndarray(new BigInt64Array([-(2n ** 53n) + 1n]), [1])],
      ['u', ndarray(bytes(1, 2), [2, 1])],
    ])
    const files = [
      ['w.safetensors', writeSafetensors(tensors)],
      ['w.npz', writeNpz(tensors)],
    ] as const
    for (const [name, contents] of files) {
      const read = await readTensors(await save(name, contents))
      expect([...read.keys()]).toEqual(['f', 'i', 'u'])
      expect(read.get('f')!.data).toEqual(new Float32Array([0.1]))
      expect(read.get('i')!.data).toEqual(new Float64Array([-(2 ** 53) + 1]))
      expect([...read.get('u')!.shape]).toEqual([2, 1])
    }
    const single = await readTensors(await save('weight.npy', writeNpy(tensors.get('f')!)))
    expect([...single.keys()]).toEqual(['weight'])
  })

  test('refuses integers that no float holds, and other files', async () => {
    const large = writeNpy(ndarray(new BigInt64Array([2n ** 53n + 1n]), [1]))
    expect(await asyncRefusal(readTensors(await save('large.npy', large)))).toMatch(/over 2\^53/)
    expect(await asyncRefusal(readTensors(await save('w.bin', 'x')))).toMatch(
      /expected .safetensors, .npz or .npy/,
    )
  })
})
