import { showNumber } from '../../report/show.ts'
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
  const percent = 100 * (ratio - 1)
  return `${percent > 0 ? '+' : ''}${percent.toFixed(1)} %`
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
