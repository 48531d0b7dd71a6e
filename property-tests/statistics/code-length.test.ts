import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codeLengths } from '../../src/statistics/code-length.ts'

const symbols = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 40 })
const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length

const entropy = (all: readonly number[]): number => {
  const shares = [...new Set(all)].map((one) => all.filter((other) => other === one).length / all.length)
  return shares.reduce((sum, share) => sum - share * Math.log2(share), 0)
}

describe('code lengths', () => {
  test('of the known symbols have their entropy as mean, and the escape besides', () => {
    fc.assert(
      fc.property(symbols, (known) => {
        const expected = entropy(known) + Math.log2(1 + 1 / known.length)
        expect(mean(known.map(codeLengths(known)))).toBeCloseTo(expected, 12)
      }),
    )
  })

  test("fill Kraft's inequality, with the escape to spare", () => {
    fc.assert(
      fc.property(symbols, (known) => {
        const lengths = [...new Set(known)].map(codeLengths(known))
        const sum = lengths.reduce((total, bits) => total + 2 ** -bits, 0)
        expect(sum).toBeCloseTo(1 - 1 / (known.length + 1), 12)
      }),
    )
  })

  test('of a table for other symbols are never shorter than those of their own', () => {
    fc.assert(
      fc.property(symbols, symbols, (known, coded) => {
        expect(mean(coded.map(codeLengths(known)))).toBeGreaterThanOrEqual(entropy(coded) - 1e-12)
      }),
    )
  })

  test('four symbols that are as frequent take two bits, and unknown ones an escape and sixteen', () => {
    const known = Array.from({ length: 4000 }, (_, i) => i % 4)
    expect(codeLengths(known)(3)).toBeCloseTo(2, 3)
    expect(codeLengths(known)(7)).toBeCloseTo(Math.log2(4001) + 16, 12)
  })
})
