import Table from 'cli-table3'
import { showText } from '../../report/show.ts'
import { median } from '../../statistics/median.ts'
import type { GateReport } from '../gate.ts'
import type { Times } from '../measure.ts'
import { headlineOf, showChange, showCounter, showInterval, showMs, verdictOf } from './lines.ts'

const tableOf = (head: string[]) =>
  new Table({
    head,
    colAligns: head.map((_, i) => (i === 0 || i === head.length - 1 ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  })

/** What was measured, for a terminal. */
export function renderTimes(times: Times): string {
  const table = tableOf(['benchmark', 'median ms', 'starts'])
  for (const [name, ms] of Object.entries(times)) {
    table.push([showText(name), showMs(median(ms)), String(ms.length)])
  }
  return `${table.toString()}\n`
}

/** The comparison for a terminal: all benchmarks, the counters that differ, and the outcome. */
export function renderGate(report: GateReport): string {
  const times = tableOf(['benchmark', 'base ms', 'ms', 'change', '95 % interval', 'verdict'])
  for (const time of report.times) {
    times.push([
      showText(time.benchmark),
      showMs(time.base),
      showMs(time.head),
      showChange(time.ratio),
      showInterval(time),
      verdictOf(time, report),
    ])
  }
  const changed = report.counters.filter(({ verdict }) => verdict !== 'same')
  const counters = tableOf(['counter', 'base', 'now', 'change', 'verdict'])
  for (const counter of changed) counters.push(showCounter(counter, report).map(showText))
  return [
    times.toString(),
    ...(changed.length > 0 ? [counters.toString()] : []),
    ...report.warnings.map((warning) => `Mind: ${showText(warning)}`),
    showText(headlineOf(report)),
  ]
    .join('\n')
    .concat('\n')
}
