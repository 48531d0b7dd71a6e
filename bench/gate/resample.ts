import type { Random } from '../../src/data/random.ts'
import type { MeasurePair } from '../../src/performance/gate.ts'
import type { Times } from '../../src/performance/measure.ts'
import type { Recorded } from './record.ts'

/** One benchmark that is slower in the head, by which of the slowdowns that were recorded. */
export interface Injected {
  readonly benchmark: string
  readonly slowed: Times
}

/**
 * Runs of the gate made of rounds that were recorded, drawn with repetition; what was measured in one round stays
 * together. Which of the two equal contenders is the base is tossed for every round: they are alike, and whatever made
 * one of them slower while they were recorded must not pass for a slowdown.
 */
export function resampled({ same }: Recorded, random: Random, injected?: Injected): MeasurePair {
  const [first] = same
  const recorded = Object.values(first)[0].length
  return async ({ rounds, only = Object.keys(first) }) => {
    const drawn = random.integers(rounds, recorded)
    const tosses = random.integers(rounds, 2)
    const base = Object.fromEntries(only.map((name) => [name, pick(name, (i) => same[tosses[i]])]))
    const head = Object.fromEntries(
      only.map((name) => [
        name,
        pick(name, (i) => (name === injected?.benchmark ? injected.slowed : same[1 - tosses[i]])),
      ]),
    )
    function pick(name: string, timesOf: (i: number) => Times): number[] {
      return Array.from(drawn, (round, i) => timesOf(i)[name][round])
    }
    return [base, head]
  }
}
