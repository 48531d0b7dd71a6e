import type { Random } from '../../data/random.ts'
import { chiSquareDeviate } from '../../statistics/chi-square.ts'
import type { Residual } from '../law.ts'
import { flowTolerances } from '../tolerances.ts'

/**
 * Any pool of images (Shrivastava et al. 2017, section 2.3; Zhu et al. 2017, section 4): images 1 to `count` enter an
 * empty one, one after the other, and it gives the numbers of those that it shows in their stead.
 */
export type PoolUnderTest = (count: number, random: Random) => Promise<readonly number[]>

/** A right pool is rejected less than once in 10^6, where a cell expects eight images or more. */
const tolerance = flowTolerances.chiSquareDeviations

/**
 * Once `capacity` images are kept, the one shown is the new one with probability 1/2, and each kept one with probability
 * 1 / (2 capacity). Which are kept follows from what was shown: an image is kept from when it enters, unless it is shown
 * itself, until it is shown. So the places that are shown, the new one's and those of the kept by age, are drawn anew each
 * time, whatever came before, and Pearson's chi-square holds them to their probabilities. To show what is not there is
 * infinitely wrong.
 */
export async function poolShowsEachAlike(
  pool: PoolUnderTest,
  capacity: number,
  count: number,
  random: Random,
): Promise<Residual> {
  const shown = await pool(count, random)
  const observed = new Float64Array(capacity + 1)
  const kept: number[] = []
  for (let image = 1; image <= count; image++) {
    const now = shown[image - 1]
    if (image <= capacity) {
      if (now !== image) return impossible({ image, shown: now, kept })
      kept.push(image)
      continue
    }
    const place = now === image ? capacity : kept.indexOf(now)
    if (place < 0) return impossible({ image, shown: now, kept })
    observed[place]++
    if (place === capacity) continue
    kept.splice(place, 1)
    kept.push(image)
  }
  const expected = observed.map((_, place) => (count - capacity) / (place === capacity ? 2 : 2 * capacity))
  return { error: Math.max(0, chiSquareDeviate(observed, expected)), tolerance, at: { images: count } }
}

/** More than any tolerance. */
const impossible = (at: unknown): Residual => ({ error: Number.POSITIVE_INFINITY, tolerance, at })

/**
 * How old the image is that is shown when image `now` enters, after the pool is full: the chance of ages 0 to now - 1.
 * It is new with probability 1/2. A kept one was put where it is at each step since the pool was full with probability
 * q = 1 / (2 capacity), the last time a steps ago with probability q (1 - q)^(a - 1); or never, and is one of the first.
 * Throws a RangeError where the pool is not full before.
 */
export function poolAges(capacity: number, now: number): number[] {
  if (now <= capacity) {
    throw new RangeError(`poolAges: expected an image after the first ${capacity}, got ${now}`)
  }
  const q = 1 / (2 * capacity)
  const sinceFull = now - capacity - 1
  return Array.from({ length: now }, (_, age) => {
    if (age === 0) return 1 / 2
    if (age <= sinceFull) return (q * (1 - q) ** (age - 1)) / 2
    return (1 - q) ** sinceFull / (2 * capacity)
  })
}

/** The ages of what is shown for image `now`, over many pools that are filled anew, by Pearson's chi-square. */
export async function poolAgesAreGeometric(
  pool: PoolUnderTest,
  capacity: number,
  now: number,
  pools: number,
  random: Random,
): Promise<Residual> {
  const ages = poolAges(capacity, now)
  const observed = new Float64Array(now)
  for (let i = 0; i < pools; i++) {
    const age = now - (await pool(now, random.split(`pool ${i}`)))[now - 1]
    if (!(age in observed)) return impossible({ image: now, age })
    observed[age]++
  }
  const deviate = chiSquareDeviate(
    observed,
    ages.map((chance) => chance * pools),
  )
  return { error: Math.max(0, deviate), tolerance, at: { image: now, pools } }
}
