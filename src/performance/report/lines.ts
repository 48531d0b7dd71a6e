import { showNumber } from '../../report/show.ts'
import type { CounterComparison } from '../compare.ts'
import {
  exitCodeOf,
  type GatedTime,
  type GateReport,
  isRegression,
  missedBy,
  regressionsOf,
} from '../gate.ts'

/** '+3.1 %'. */
export const showChange = (ratio: number): string => {
  const percent = (100 * (ratio - 1)).toFixed(1)
  return `${Number(percent) === 0 ? '0.0' : percent.startsWith('-') ? percent : `+${percent}`} %`
}

export const showInterval = ({ interval: [lower, upper] }: GatedTime): string =>
  `${showChange(lower)} to ${showChange(upper)}`

export const showMs = (ms: number): string => showNumber(ms, 3)

/** What became of a benchmark, in a few words. */
export function verdictOf(time: GatedTime, { accept }: GateReport): string {
  if (time.verdict !== 'slower') return time.verdict
  if (accept.includes(time.benchmark)) return 'slower, accepted'
  return isRegression(time) ? 'slower' : 'alike: slower at first, not again'
}

/** A counter's name, what it was and is, the change, and what became of it. */
export function showCounter(
  { counter, base, head, verdict }: CounterComparison,
  { accept }: GateReport,
): [string, string, string, string, string] {
  const accepted = verdict === 'more' && accept.includes(counter) ? ', accepted' : ''
  return [
    counter,
    String(base),
    String(head),
    `${head > base ? '+' : ''}${head - base}`,
    `${verdict}${accepted}`,
  ]
}

/** The outcome in one sentence. */
export function headlineOf(report: GateReport): string {
  const { times, counters } = report
  const worse = regressionsOf(report)
  const missed = missedBy(report)
  if (worse.length > 0) return `${worse.length} became worse: ${worse.join(', ')}.`
  if (exitCodeOf(report) === 2) {
    return missed.length > 0
      ? `${missed.length} could not be compared, being gone: ${missed.join(', ')}; accept that by --accept.`
      : 'Nothing could be compared.'
  }
  return `No regression in ${times.length} benchmarks and ${counters.length} counters.`
}
