import { describe, expect, test } from 'vitest'
import { cells } from '../../src/engines/value.ts'
import { optimum, pca } from '../../src/laws/autoencoder/pca.ts'
import { dot, norm, type Rows, subtract, toRows } from '../../src/laws/rows.ts'
import { digits, golden, random, seeds } from './autoencoder-subjects.ts'

const cases = [
  { name: 'pca', about: 'fewer samples than features', latent: 5 },
  { name: 'pca_all', about: 'all the digits', latent: 8 },
]

describe.each(cases)('pca of $about, against PyTorch', async ({ name, latent }) => {
  const expected = await golden('expected')
  const { x } = await golden('inputs')
  const rows = toRows(name === 'pca' ? x : digits)
  const found = pca(rows)
  const tensor = (part: string) => expected[`${name}.${part}`]

  test('mean', () => {
    expect(norm(subtract(found.mean, Float64Array.from(cells(tensor('mean')))))).toBeLessThan(1e-12)
  })

  test('components, with their signs', () => {
    toRows(tensor('components')).forEach((component, k) => {
      expect(norm(subtract(found.components[k], component))).toBeLessThan(1e-11)
    })
  })

  test('explained variance, with 1/(N-1)', () => {
    const unbiased = rows.length / (rows.length - 1)
    cells(tensor('explained_variance')).forEach((variance, k) => {
      expect(Math.abs(found.variances[k] * unbiased - variance)).toBeLessThan(1e-12 * variance)
    })
  })

  test('the optimum', () => {
    const best = cells(tensor('optimum'))[0]
    expect(Math.abs(optimum(found, latent) - best)).toBeLessThan(1e-12 * best)
  })
})

describe('pca', () => {
  const gaussian = (seed: number, samples: number, features: number): Rows => {
    const stream = random(seed)
    return Array.from({ length: samples }, () => stream.normal(features).map((draw, i) => draw * (i + 1) + 3))
  }

  test.each(seeds)('rows are orthonormal and variances add up, N < D and N > D (seed %d)', (seed) => {
    for (const [samples, features] of [
      [5, 9],
      [30, 9],
      [9, 9],
    ]) {
      const x = gaussian(seed, samples, features)
      const { components, mean, total, variances } = pca(x)
      components.forEach((a, i) => {
        components.forEach((b, j) => {
          expect(Math.abs(dot(a, b) - (i === j ? 1 : 0))).toBeLessThan(1e-12)
        })
      })
      const spread = x.reduce((sum, row) => sum + norm(subtract(row, mean)) ** 2, 0) / samples
      expect(Math.abs(total - spread)).toBeLessThan(1e-12 * spread)
      components.forEach((component, k) => {
        const along = x.reduce((sum, row) => sum + dot(subtract(row, mean), component) ** 2, 0) / samples
        expect(Math.abs(along - variances[k])).toBeLessThan(1e-12 * spread)
      })
    }
  })

  test('uncentred moments are around the origin', () => {
    const x = [Float64Array.of(3, 0), Float64Array.of(3, 0), Float64Array.of(3, 0)]
    expect(Array.from(pca(x, { centred: false }).variances)).toEqual([9, 0])
    expect(pca(x).total).toBe(0)
  })
})
