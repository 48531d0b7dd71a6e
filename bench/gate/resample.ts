import type { Random } from '../../src/data/random.ts'
import type { MeasurePair } from '../../src/performance/gate.ts'
import type { Times } from '../../src/performance/measure.ts'
import type { Recorded } from './record.ts'

/** One benchmark that is slower in the head, by which of the `slowdowns` that were recorded. */
export interface Injected {
  readonly benchmark: string
  readonly slowdown: number
}

/** Draws the trials of one run of the gate. */
export type Resampling = (random: Random, injected?: Injected) => MeasurePair

/**
 * Runs of `--ab` made of rounds that were recorded, drawn with repetition; what was measured in one round stays together.
 * Which of the two equal contenders is the base is tossed for every round: they are alike, and whatever made one of them
 * slower while they were recorded must not pass for a slowdown.
 */
export const sideBySide =
  (recorded: Recorded): Resampling =>
  (random, injected) =>
  async ({ rounds, only = Object.keys(recorded.same[0]) }) => {
    const drawn = random.integers(rounds, roundsOf(recorded))
    const tosses = random.integers(rounds, 2)
    const timesOf = (name: string, contender: (i: number) => Times) =>
      Array.from(drawn, (round, i) => contender(i)[name][round])
    return [
      pickEach(only, (name) => timesOf(name, (i) => recorded.same[tosses[i]])),
      pickEach(only, (name) =>
        timesOf(name, (i) => slowedBy(recorded, name, injected) ?? recorded.same[1 - tosses[i]]),
      ),
    ]
  }

/** Runs of `--against`: the base is of one sitting, whatever is tried again, and the head of another. */
export const apart =
  (sitting: Recorded, later: Recorded, startsOfBase: number): Resampling =>
  (random, injected) => {
    const kept = random.split('kept').integers(startsOfBase, roundsOf(sitting))
    return async ({ rounds, only = Object.keys(later.same[0]) }) => {
      const drawn = random.integers(rounds, roundsOf(later))
      return [
        pickEach(Object.keys(sitting.same[0]), (name) => Array.from(kept, (i) => sitting.same[0][name][i])),
        pickEach(only, (name) =>
          Array.from(drawn, (i) => (slowedBy(later, name, injected) ?? later.same[0])[name][i]),
        ),
      ]
    }
  }

export const roundsOf = ({ same: [first] }: Recorded): number => Object.values(first)[0].length

const pickEach = (names: readonly string[], timesOf: (name: string) => number[]): Times =>
  Object.fromEntries(names.map((name) => [name, timesOf(name)]))

const slowedBy = ({ slowed }: Recorded, name: string, injected?: Injected): Times | undefined =>
  name === injected?.benchmark ? slowed[injected.slowdown] : undefined
