import type { Interval } from '../../src/statistics/bootstrap.ts'
import { median } from '../../src/statistics/median.ts'
import { medianInterval } from '../statistics/median-interval.ts'

/** Samples by round. Those of one round share what else the machine did then, so that only rounds are independent. */
export type Rounds = readonly (readonly number[])[]

/** A median over the rounds, and what holds it with a probability of 95 %; null where there are fewer than six rounds. */
export interface Measured {
  readonly median: number
  readonly interval: Interval | null
}

const measuredBy = (numbers: readonly number[]): Measured => ({
  median: median(numbers),
  interval: medianInterval(numbers),
})

/** The median over the rounds of their own medians. */
export const measured = (rounds: Rounds): Measured => measuredBy(rounds.map(median))

/** The median over the rounds that both have of one's median to the other's: what disturbs a round, disturbs both. */
export function measuredRatio(own: Rounds, reference: Rounds): Measured {
  const common = Math.min(own.length, reference.length)
  const ratios = Array.from({ length: common }, (_, i) => median(own[i]) / median(reference[i]))
  return measuredBy(ratios)
}
