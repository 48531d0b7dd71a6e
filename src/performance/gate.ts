import {
  type CounterComparison,
  compareCounters,
  compareTimes,
  type Rule,
  strongestEvidence,
  type TimeComparison,
} from './compare.ts'
import type { Counters } from './counters.ts'
import type { Times } from './measure.ts'

/** Times of a base and of a head, measured anew: of some benchmarks only, or all. */
export type MeasurePair = (options: {
  readonly rounds: number
  readonly only?: readonly string[]
}) => Promise<readonly [base: Times, head: Times]>

export interface GateOptions {
  readonly rule: Rule
  /** Fresh starts of each. */
  readonly rounds: number
  /** Benchmarks and counters that may become worse or be gone. */
  readonly accept?: readonly string[]
}

export interface GatedTime extends TimeComparison {
  /** What came of trying a suspect again; the first trial alone is no verdict. */
  readonly again?: TimeComparison
}

export interface GateReport {
  readonly times: readonly GatedTime[]
  readonly counters: readonly CounterComparison[]
  /** What the base has and the head has not, and the other way round. */
  readonly gone: readonly string[]
  readonly added: readonly string[]
  /** What may become worse. */
  readonly accept: readonly string[]
  /** What makes the comparison doubtful. */
  readonly warnings: readonly string[]
}

/** Rounds unless told: with these the gate has the error rates that bench/results/gate.json holds. */
export const usualRounds = 16

/** The most rounds that a second trial takes. */
const mostRounds = 50

/** Measures and compares; what seems slower is tried again with twice the rounds, by itself. */
export async function gateTimes(
  measurePair: MeasurePair,
  { rule, rounds, accept = [] }: GateOptions,
): Promise<Pick<GateReport, 'times' | 'gone' | 'added'>> {
  const [base, head] = await measurePair({ rounds })
  checkEvidence(base, head, rule)
  const first = compareTimes(base, head, rule)
  const suspects = first.filter(isSuspect(accept)).map(({ benchmark }) => benchmark)
  const again = new Map<string, TimeComparison>()
  if (suspects.length > 0) {
    const times = await measurePair({ rounds: Math.min(mostRounds, 2 * rounds), only: suspects })
    const [baseAgain, headAgain] = times.map((all) => pick(all, suspects))
    for (const one of compareTimes(baseAgain, headAgain, rule)) again.set(one.benchmark, one)
  }
  return {
    times: first.map((one) => {
      const second = again.get(one.benchmark)
      return second ? { ...one, again: second } : one
    }),
    ...missing(base, head),
  }
}

/** Throws where so few starts could show nothing, however slow they were: such a gate would always pass. */
function checkEvidence(base: Times, head: Times, rule: Rule): void {
  const common = Object.keys(base).filter((name) => name in head)
  const blind = common.find((name) => {
    const strongest = strongestEvidence(base[name].length, head[name].length, rule)
    return strongest * common.length > rule.alpha
  })
  if (blind === undefined) return
  throw new RangeError(
    `${blind}: ${base[blind].length} and ${head[blind].length} fresh starts are too few to tell anything among ` +
      `${common.length} benchmarks; give more --rounds`,
  )
}

const isSuspect =
  (accept: readonly string[]) =>
  ({ benchmark, verdict }: TimeComparison): boolean =>
    verdict === 'slower' && !accept.includes(benchmark)

const pick = (times: Times, names: readonly string[]): Times =>
  Object.fromEntries(names.filter((name) => name in times).map((name) => [name, times[name]]))

const missing = (base: object, head: object) => ({
  gone: Object.keys(base).filter((name) => !(name in head)),
  added: Object.keys(head).filter((name) => !(name in base)),
})

/** Counters, exactly. */
export function gateCounters(
  base: Counters,
  head: Counters,
): Pick<GateReport, 'counters' | 'gone' | 'added'> {
  return { counters: compareCounters(base, head), ...missing(base, head) }
}

/** Slower twice: that is what is reported. */
export const isRegression = ({ verdict, again }: GatedTime): boolean =>
  verdict === 'slower' && again?.verdict === 'slower'

/** What fails the gate, by name: benchmarks that became slower, and counters that grew. */
export function regressionsOf({ times, counters, accept }: GateReport): string[] {
  const slower = times.filter(isRegression).map(({ benchmark }) => benchmark)
  const grown = counters.filter(({ verdict }) => verdict === 'more').map(({ counter }) => counter)
  return [...slower, ...grown].filter((name) => !accept.includes(name))
}

/** What could not be compared, since it is gone, and was not meant to be. */
export const missedBy = ({ gone, accept }: GateReport): string[] =>
  gone.filter((name) => !accept.includes(name))

/** 0 where nothing became worse, 1 where something did, 2 where something could not be compared. */
export function exitCodeOf(report: GateReport): 0 | 1 | 2 {
  if (regressionsOf(report).length > 0) return 1
  return missedBy(report).length > 0 || report.times.length === 0 ? 2 : 0
}
