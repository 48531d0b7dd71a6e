import { type Random, seededRandom } from '../../src/data/random.ts'
import type { MeasurePair } from '../../src/performance/gate.ts'
import type { Times } from '../../src/performance/measure.ts'

export interface Noise {
  /** Spread of a start's time about its mean, as a share. */
  readonly starts: number
  /** Spread that both starts of a round have in common: what else the machine does. */
  readonly rounds: number
}

/** How much slower the head's benchmarks are, by name: 0.1 is 10 %. */
export type Slowdowns = Readonly<Record<string, number>>

/** Two that run side by side on a machine that exists in numbers only. */
export function pretended(
  benchmarks: readonly string[],
  slowdowns: Slowdowns,
  noise: Noise,
  seed: number,
): MeasurePair {
  let trial = 0
  return async ({ rounds, only = benchmarks }) => {
    const random = seededRandom(seed).split(`trial ${trial++}`)
    const drawn = only.map((name, i) => [name, timesOf(name, 1 + i, rounds)] as const)
    function timesOf(name: string, ms: number, count: number) {
      const shared = spread(random.split(`${name} rounds`), count, noise.rounds)
      const start = (label: string, factor: number) =>
        spread(random.split(`${name} ${label}`), count, noise.starts).map(
          (own, i) => ms * factor * own * shared[i],
        )
      return { base: start('base', 1), head: start('head', 1 + (slowdowns[name] ?? 0)) }
    }
    const side = (which: 'base' | 'head'): Times =>
      Object.fromEntries(drawn.map(([name, both]) => [name, both[which]]))
    return [side('base'), side('head')]
  }
}

const spread = (random: Random, count: number, share: number): number[] =>
  Array.from(random.normal(count), (z) => Math.exp(share * z))
