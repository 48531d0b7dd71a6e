import { showText } from '../../report/show.ts'
import { exitCodeOf, type GatedTime, type GateReport, isRegression } from '../gate.ts'
import { headlineOf, showChange, showInterval, showMs, verdictOf } from './lines.ts'

const marks = ['✅', '❌', '⚠️'] as const

/** The comparison for a pull request: what changed at the top, all of it folded below. */
export function renderMarkdown(report: GateReport, { base, head }: { base: string; head: string }): string {
  const changed = report.times.filter((time) => time.verdict === 'faster' || isRegression(time))
  const counted = report.counters.filter(({ verdict }) => verdict !== 'same')
  return [
    `### ${marks[exitCodeOf(report)]} Speed of ${cell(head)} beside ${cell(base)}`,
    cell(headlineOf(report)),
    ...report.warnings.map((warning) => `> ${cell(warning)}`),
    ...(changed.length > 0 ? [timesTable(changed, report)] : []),
    ...(counted.length > 0 ? [countersTable(counted)] : []),
    `<details><summary>All ${report.times.length} benchmarks</summary>\n\n${timesTable(report.times, report)}\n\n</details>`,
  ]
    .join('\n\n')
    .concat('\n')
}

const timesTable = (times: readonly GatedTime[], report: GateReport): string =>
  [
    '| benchmark | base ms | ms | change | 95 % interval | verdict |',
    '| --- | ---: | ---: | ---: | ---: | --- |',
    ...times.map((time) =>
      row(
        time.benchmark,
        showMs(time.base),
        showMs(time.head),
        showChange(time.ratio),
        showInterval(time),
        verdictOf(time, report),
      ),
    ),
  ].join('\n')

const countersTable = (counters: GateReport['counters']): string =>
  [
    '| counter | base | now | |',
    '| --- | ---: | ---: | --- |',
    ...counters.map(({ counter, base, head, verdict }) => row(counter, String(base), String(head), verdict)),
  ].join('\n')

const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`

/** Names may be a stranger's: nothing in them is markup. */
const cell = (text: string): string =>
  showText(text).replace(/[\\`*_<>|[\]#]/g, (character) => `\\${character}`)
