import { describe, expect, test } from 'vitest'
import { blobFactors, sampleBlobs } from '../../src/data/blobs.ts'
import { fingerprint } from '../../src/data/fingerprint.ts'
import { seededRandom } from '../../src/data/random.ts'

const blobs = sampleBlobs(200, seededRandom(3))
const { also = {} } = blobs

describe('blobs', () => {
  test('have factors in their ranges, and images that show them', () => {
    for (const [name, [low, high]] of Object.entries(blobFactors)) {
      const column = Array.from(also[name]?.data ?? [])
      expect(column).toHaveLength(200)
      expect(Math.min(...column)).toBeGreaterThanOrEqual(Math.fround(low))
      expect(Math.max(...column)).toBeLessThanOrEqual(high)
    }
    for (let n = 0; n < 200; n++) {
      const [x, y, width] = ['x_position', 'y_position', 'width'].map(
        (name) => also[name]?.get(n) ?? Number.NaN,
      )
      for (const [row, column] of [
        [0, 0],
        [3, 4],
        [6, 1],
      ] as const) {
        const square = (column - 3.5 - (x ?? 0)) ** 2 + (row - 3.5 - (y ?? 0)) ** 2
        const grey = Math.exp(-square / (2 * (width ?? 0) ** 2))
        expect(blobs.x.get(n, 8 * row + column)).toBeCloseTo(grey, 6)
      }
    }
  })

  test('are the same for the same seed, and have the same fingerprint; others for another', () => {
    expect(fingerprint(sampleBlobs(200, seededRandom(3)))).toBe(fingerprint(blobs))
    expect(fingerprint(sampleBlobs(200, seededRandom(4)))).not.toBe(fingerprint(blobs))
    expect(fingerprint({ ...blobs, name: 'others' })).not.toBe(fingerprint(blobs))
    expect(fingerprint({ ...blobs, also: {} })).not.toBe(fingerprint(blobs))
  })
})
