import ndarray from 'ndarray'
import { bold, outline } from '../images/morphology.ts'
import type { Dataset } from './dataset.ts'
import { loadDigits } from './digits.ts'

/**
 * Two domains that are not paired: `a`, every other image of a dataset, and `b`, what a map makes of the rest. What a
 * translator from a to b should do is known, by the map, and no pair shows it.
 */
export function unpaired(
  { x, images }: Dataset,
  name: string,
  map: (image: Float32Array) => ArrayLike<number>,
): Dataset {
  const [count, width] = x.shape
  const rows = (first: number, of: (image: Float32Array) => ArrayLike<number>) => {
    const chosen = Math.floor((count - first + 1) / 2)
    const domain = new Float32Array(chosen * width)
    for (let i = 0; i < chosen; i++) {
      const from = (first + 2 * i) * width
      domain.set(of(x.data.subarray(from, from + width)), i * width)
    }
    return ndarray(domain, [chosen, width])
  }
  const a = rows(0, (image) => image)
  return { name, ...(images ? { images } : {}), x: a, also: { a, b: rows(1, map) } }
}

/** Digits, and the outlines of others. */
export const loadOutlines = (): Dataset => unpaired(loadDigits(), 'digits-outlines', outline)

/** Digits, and others that are bold. */
export const loadBold = (): Dataset => unpaired(loadDigits(), 'digits-bold', bold)
