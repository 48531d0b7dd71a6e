import { createHash } from 'node:crypto'
import { randomNormal } from 'd3-random'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'

/** A seeded stream of random numbers. Equal seeds and equal calls give equal bits. */
export interface Random {
  /** `n` draws, uniform on [0, 1), each a multiple of 2^-53. */
  uniform(n: number): Float64Array
  /** `n` standard normal draws. */
  normal(n: number): Float64Array
  /** `n` standard Laplace draws: of density e^-|x| / 2, variance 2. */
  laplace(n: number): Float64Array
  /** `n` whole numbers, uniform on 0 to `below` - 1; `below` is at most 2^32. */
  integers(n: number, below: number): Uint32Array
  /** 0 to `n` - 1 in random order. */
  permutation(n: number): Uint32Array
  /**
   * A stream of its own for a use of its own. It depends on the seed and on the labels only, not on what was
   * drawn before; the same label gives the same stream again.
   */
  split(label: string): Random
  /** All there is to save: `seededRandom.restore` goes on from here, bit for bit. Eight 32-bit integers. */
  state(): number[]
}

function checkCount(what: string, n: number, lowest: number, highest: number): void {
  if (Number.isInteger(n) && n >= lowest && n <= highest) return
  throw new RangeError(`${what} must be a whole number from ${lowest} to ${highest}, got ${n}`)
}

/**
 * 128 bits from a text. pure-rand's own seeding leaves the seed plain in the first draws; a hash does not, and
 * keeps streams of near seeds and labels apart.
 */
function hashKey(text: string): number[] {
  const digest = createHash('sha256').update(text).digest()
  return [0, 4, 8, 12].map((at) => digest.readInt32LE(at))
}

function shuffle(order: Uint32Array, draw: (below: number) => number): Uint32Array {
  // Fisher and Yates: each place, from the last, takes any of those not yet placed.
  for (let i = order.length - 1; i > 0; i--) {
    const j = draw(i + 1)
    const held = order[i]!
    order[i] = order[j]!
    order[j] = held
  }
  return order
}

/** The standard Laplace distribution's quantile at the middle of u's cell of 2^-53: never infinite. */
function laplaceQuantile(u: number): number {
  const fromMedian = u + 2 ** -54 - 0.5
  return -Math.sign(fromMedian) * Math.log1p(-2 * Math.abs(fromMedian))
}

function stream(key: readonly number[], generatorState: readonly number[]): Random {
  const generator = xoroshiro128plusFromState(generatorState)
  const source = () => uniformFloat64(generator)
  const below = (limit: number) => uniformInt(generator, 0, limit - 1)
  const fill = (n: number, draw: () => number) => {
    checkCount('the number of draws', n, 0, 2 ** 32 - 1)
    return new Float64Array(n).map(draw)
  }
  return {
    uniform: (n) => fill(n, source),
    // d3's normals come in pairs, the second kept for the next call. A new one per call forgets it, so that the
    // generator's four words are the whole state.
    normal: (n) => fill(n, randomNormal.source(source)()),
    laplace: (n) => fill(n, source).map(laplaceQuantile),
    integers(n, limit) {
      checkCount('the number of draws', n, 0, 2 ** 32 - 1)
      checkCount('the limit of random integers', limit, 1, 2 ** 32)
      return new Uint32Array(n).map(() => below(limit))
    },
    permutation(n) {
      checkCount('the length of a permutation', n, 0, 2 ** 32 - 1)
      return shuffle(
        new Uint32Array(n).map((_, i) => i),
        below,
      )
    },
    split(label) {
      const child = hashKey(`${key.join(' ')} ${label}`)
      return stream(child, child)
    },
    state: () => [...key, ...generator.getState()],
  }
}

function fromSeed(seed: number): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`a seed must be a whole number, got ${seed}`)
  const key = hashKey(`seed ${seed}`)
  return stream(key, key)
}

function restore(state: readonly number[]): Random {
  const words = state.length === 8 && state.every((word) => Number.isInteger(word) && word === (word | 0))
  if (!words || state.slice(4).every((word) => word === 0)) {
    throw new RangeError(
      'the state of a random stream must be the eight 32-bit integers of state(); save it again',
    )
  }
  return stream(state.slice(0, 4), state.slice(4))
}

/**
 * Starts a stream from a whole number: xoroshiro128+ (Blackman and Vigna) of pure-rand, normals by d3-random.
 * Throws a RangeError for a seed that is no safe integer. `seededRandom.restore(state)` goes on with a saved stream.
 */
export const seededRandom = Object.assign(fromSeed, { restore })
