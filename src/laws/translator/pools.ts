import type { PoolUnderTest } from './image-pool.ts'

/** Where a pool may go wrong. */
interface Habits {
  /** How many images are kept before any is replaced. */
  readonly filling: number
  /** How likely a kept image is shown. */
  readonly swap: number
  readonly slot: (u: number) => number
  /** Whether the new image takes the place of the one that is shown. */
  readonly replaces: boolean
  /** Which of the two is shown where one takes the place of another. */
  readonly shows: 'old' | 'new'
  /** How many images enter at once: what they are swapped with is what was there before all of them. */
  readonly together: number
}

/** A pool as a plain list of numbers, with the habits of a right one unless told. */
export function listPool(capacity: number, habits: Partial<Habits> = {}): PoolUnderTest {
  const { filling = capacity, swap = 0.5, replaces = true, shows = 'old', together = 1 } = habits
  const slotOf = habits.slot ?? ((u: number) => Math.floor(u * capacity))
  return async (count, random) => {
    const coins = random.split('coin').uniform(count)
    const slots = random.split('slot').uniform(count)
    const kept: number[] = []
    let before: readonly number[] = []
    return Array.from({ length: count }, (_, i) => {
      if (i % together === 0) before = [...kept]
      if (i < filling) {
        kept.push(i + 1)
        return i + 1
      }
      if (coins[i] >= swap) return i + 1
      const slot = slotOf(slots[i])
      const old = (together === 1 ? kept : before)[slot] ?? kept[slot]
      if (replaces) kept[slot] = i + 1
      return shows === 'old' ? old : i + 1
    })
  }
}

/** Wrong pools, which the laws must reject. */
export const wrongPools = (capacity: number): Readonly<Record<string, PoolUnderTest>> => ({
  'never replaces what it keeps': listPool(capacity, { replaces: false }),
  'shows the new image where it has kept it': listPool(capacity, { shows: 'new' }),
  'always shows a kept image': listPool(capacity, { swap: 1 }),
  'shows a kept image three times in ten': listPool(capacity, { swap: 0.3 }),
  'replaces before it is full': listPool(capacity, {
    filling: capacity - 1,
    slot: (u) => Math.floor(u * (capacity - 1)),
  }),
  'keeps one too many': listPool(capacity, {
    filling: capacity + 1,
    slot: (u) => Math.floor(u * (capacity + 1)),
  }),
  'never draws the first place': listPool(capacity, { slot: (u) => 1 + Math.floor(u * (capacity - 1)) }),
  'swaps the images of a batch with what was there before it': listPool(capacity, { together: 8 }),
})
