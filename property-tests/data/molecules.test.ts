import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadDataset } from '../../src/data/dataset.ts'
import { loadMolecules, moleculesSplit } from '../../src/data/molecules.ts'
import { loadRdkit } from '../../src/data/rdkit.ts'
import { stringsDataset, textsOf } from '../../src/data/strings.ts'
import { moleculeVae } from '../../src/models/index.ts'
import { asyncRefusal, refusal } from './damage.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'molecules-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('strings come back from their one-hot rows', () => {
  const text = fc.string({ unit: fc.constantFrom('C', 'c', '1', '(', '='), minLength: 1, maxLength: 6 })
  const property = fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
    const { x, strings } = stringsDataset('some', texts)
    expect(x.shape).toEqual([texts.length, strings.length * strings.alphabet.length])
    expect(Array.from(x.data).reduce((sum, cell) => sum + cell)).toBe(texts.length * strings.length)
    expect(textsOf(x.data, strings)).toEqual(texts)
  })
  fc.assert(property, { seed: 1, numRuns: 50 })
  expect(refusal(() => stringsDataset('none', []))).toContain('holds no strings')
  expect(refusal(() => stringsDataset('some', ['C', '']))).toContain('string 1 is empty')
})

test('the molecules of the package are what RDKit makes of them, logP too', async () => {
  const { x, strings, also } = loadMolecules()
  const rdkit = await loadRdkit()
  expect(strings).toMatchObject({ length: 24 })
  const texts = textsOf(x.data, strings!)
  for (let n = 0; n < texts.length; n += 40) {
    const judged = rdkit.judge(texts[n])
    expect(judged?.canonical).toBe(texts[n])
    expect(Math.abs(judged!.logP - also!.property.get(n))).toBeLessThan(6e-5)
  }
})

test('a split keeps every molecule once, and its logP with it', () => {
  const all = loadMolecules()
  const { train, test: held } = moleculesSplit(all, 3)
  expect([train.x.shape[0], held.x.shape[0]]).toEqual([2084, 232])
  const known = new Map(textsOf(all.x.data, all.strings!).map((text, n) => [text, all.also!.property.get(n)]))
  for (const part of [train, held]) {
    textsOf(part.x.data, part.strings!).forEach((text, n) => {
      expect(part.also!.property.get(n)).toBe(known.get(text))
      known.delete(text)
    })
  }
  expect(known.size).toBe(0)
})

test('RDKit judges and draws, and knows nothing where there is no molecule', async () => {
  const rdkit = await loadRdkit()
  expect(rdkit.judge('OCC')?.canonical).toBe('CCO')
  for (const wrong of ['', 'c1ccc', 'C(C', 'F(C)C', '?']) expect(rdkit.judge(wrong)).toBeUndefined()
  expect(rdkit.draw('CCO', 90, 60)).toMatch(/^<svg[\s\S]*<\/svg>\s*$/)
  expect(rdkit.draw('C(C', 90, 60)).toBe('')
})

test('a .smi file gives molecules with their logP; a line that is none is told', async () => {
  const path = join(folder, 'some.smi')
  await writeFile(path, 'CCO ethanol\n\nc1ccccc1\tbenzene\n')
  const { x, strings, also } = await loadDataset(path)
  expect(textsOf(x.data, strings!)).toEqual(['CCO', 'c1ccccc1'])
  expect(also!.property.get(0)).toBeCloseTo(-0.0014, 4)
  await writeFile(path, 'CCO\n\nC(C\n')
  expect(await asyncRefusal(loadDataset(path))).toContain("line 3, 'C(C', is no molecule")
})

test('strings too short for the convolutions are refused', () => {
  expect(() => moleculeVae({ length: 8 })).toThrow('a length of at least 9, got 8')
  expect(moleculeVae({ length: 9 }).samples.x).toEqual([9, 26])
})
