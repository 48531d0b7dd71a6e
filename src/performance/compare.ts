import { seededRandom } from '../data/random.ts'
import { type Interval, medianInterval, medianRatioInterval } from '../statistics/bootstrap.ts'
import { holm } from '../statistics/holm.ts'
import { median } from '../statistics/median.ts'
import { mannWhitney, signedRank } from '../statistics/rank-tests.ts'
import type { Counters } from './counters.ts'
import type { Times } from './measure.ts'

/** When a change counts. */
export interface Rule {
  /** The change that is none yet: 0.02 is 2 %. */
  readonly threshold: number
  /** The chance of a false alarm among all benchmarks, before the suspects are tried again. */
  readonly alpha: number
  /** Whether the i-th starts of both belong together, since they ran side by side. */
  readonly paired: boolean
}

export interface TimeComparison {
  readonly benchmark: string
  /** Medians over the starts, in milliseconds. */
  readonly base: number
  readonly head: number
  /** Head to base: above 1 is slower. */
  readonly ratio: number
  /** The ratio's bootstrap interval, of confidence 95 %. */
  readonly interval: Interval
  /** Of the rank test that it is slower than the threshold allows, corrected for the number of benchmarks. */
  readonly pValue: number
  readonly verdict: 'slower' | 'faster' | 'alike'
}

/** The smallest p-value that so many starts could ever have. */
export const strongestEvidence = (base: number, head: number, { paired }: Rule): number =>
  paired ? signedRank(new Array(head).fill(1)) : mannWhitney(new Array(base).fill(0), new Array(head).fill(1))

/** Compares the benchmarks that both have. Both a rank test and the interval must say that a change is beyond the threshold. */
export function compareTimes(base: Times, head: Times, rule: Rule): TimeComparison[] {
  const names = Object.keys(base).filter((name) => name in head)
  const measured = names.map((name) => measureChange(name, base[name], head[name], rule))
  const slower = holm(measured.map(({ slower }) => slower))
  const faster = holm(measured.map(({ faster }) => faster))
  return names.map((benchmark, i) => {
    const { ratio, interval } = measured[i]
    const isSlower = slower[i] <= rule.alpha && interval[0] > 1 + rule.threshold
    const isFaster = faster[i] <= rule.alpha && interval[1] < 1 / (1 + rule.threshold)
    return {
      benchmark,
      base: median(base[benchmark]),
      head: median(head[benchmark]),
      ratio,
      interval,
      pValue: slower[i],
      verdict: isSlower ? 'slower' : isFaster ? 'faster' : 'alike',
    }
  })
}

/** The change of one benchmark, and the p-values that it is slower, or faster, beyond the threshold. */
function measureChange(name: string, base: readonly number[], head: readonly number[], rule: Rule) {
  const random = seededRandom(1).split(name)
  const allowed = Math.log1p(rule.threshold)
  if (rule.paired) {
    const ratios = head.map((ms, i) => ms / base[i])
    return {
      ratio: median(ratios),
      interval: medianInterval(ratios, { random }),
      slower: signedRank(ratios.map((ratio) => Math.log(ratio) - allowed)),
      faster: signedRank(ratios.map((ratio) => -Math.log(ratio) - allowed)),
    }
  }
  const stretched = (times: readonly number[]) => times.map((ms) => ms * (1 + rule.threshold))
  return {
    ratio: median(head) / median(base),
    interval: medianRatioInterval(base, head, { random }),
    slower: mannWhitney(stretched(base), head),
    faster: mannWhitney(stretched(head), base),
  }
}

export interface CounterComparison {
  readonly counter: string
  readonly base: number
  readonly head: number
  readonly verdict: 'more' | 'less' | 'same'
}

/** Counters of one machine are those of every machine: any difference is one. */
export const compareCounters = (base: Counters, head: Counters): CounterComparison[] =>
  Object.keys(base)
    .filter((counter) => counter in head)
    .map((counter) => {
      const [before, now] = [base[counter], head[counter]]
      return {
        counter,
        base: before,
        head: now,
        verdict: now > before ? 'more' : now < before ? 'less' : 'same',
      }
    })
