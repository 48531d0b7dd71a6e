import { describe, expect, test } from 'vitest'
import { bitsPerDimension, dequantized, dequantizedGrey, quantized } from '../../src/bijectors/pixels.ts'
import { seededRandom } from '../../src/data/random.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { cells, value } from '../../src/engines/value.ts'
import { trace } from '../../src/graph/trace.ts'

const dim = 64

describe.each([2, 17, 256])('images of %i grey values', (levels) => {
  test('the uniform density over the levels has log2 of their number bits per dimension', () => {
    // Uniform on [0.05, 0.95]^dim, where dequantised images lie: the density of uniform levels.
    const logDensity = -dim * Math.log(0.9)
    expect(bitsPerDimension(logDensity, dim, levels)).toBeCloseTo(Math.log2(levels), 12)
  })

  test('a nat of density is so many bits', () => {
    const one = bitsPerDimension(1, dim, levels) - bitsPerDimension(0, dim, levels)
    expect(one).toBeCloseTo(-1 / (dim * Math.LN2), 12)
  })

  test('the probability of a cell is what the bits say, where the density is constant on it', () => {
    // A density of one pixel that puts p on a level and the rest evenly on the others.
    const p = 0.7
    const logDensity = Math.log((p * levels) / 0.9)
    expect(bitsPerDimension(logDensity, 1, levels)).toBeCloseTo(-Math.log2(p), 12)
  })

  test('every level is found again, wherever in its cell the noise puts it', async () => {
    const random = seededRandom(1)
    const x = Array.from(random.integers(200, levels), (k) => k / (levels - 1))
    const u = random.uniform(200)
    const graph = trace({ x: [200], u: [200] }, (given) => ({ y: dequantized(given.x, given.u, levels) }))
    const executable = await float64Engine().compile(graph)
    const { y } = await executable.run({ x: value(x), u: value(Array.from(u)) })
    cells(y).forEach((cell, i) => {
      expect(cell).toBeCloseTo(dequantizedGrey(x[i], u[i], levels), 14)
      expect(cell).toBeGreaterThanOrEqual(0.05 - 1e-12)
      expect(cell).toBeLessThanOrEqual(0.95 + 1e-12)
      expect(quantized(cell, levels)).toBeCloseTo(x[i], 14)
    })
    await executable.dispose()
  })
})

test('bits are 8 for 256 levels, and log2 17 for the digits', () => {
  const uniform = (levels: number) => bitsPerDimension(-dim * Math.log(0.9), dim, levels)
  expect(uniform(256)).toBeCloseTo(8, 12)
  expect(uniform(17)).toBeCloseTo(4.087462841250339, 12)
})
