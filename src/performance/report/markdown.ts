import { showText } from '../../report/show.ts'
import type { CounterComparison } from '../compare.ts'
import { exitCodeOf, type GatedTime, type GateReport, isRegression } from '../gate.ts'
import type { GateHead } from './document.ts'
import { headlineOf, showChange, showCounter, showInterval, showMs, verdictOf } from './lines.ts'

const marks = ['✅', '❌', '⚠️'] as const

/** The comparison for a pull request: what changed at the top, all of it folded below. */
export function renderMarkdown(report: GateReport, head: GateHead): string {
  const { times, counters, warnings } = report
  const changed = times.filter((time) => time.verdict === 'faster' || isRegression(time))
  const counted = counters.filter(({ verdict }) => verdict !== 'same')
  return [
    `### ${marks[exitCodeOf(report)]} Speed of ${cell(head.head)} beside ${cell(head.base)}`,
    cell(headlineOf(report)),
    ...(warnings.length > 0 ? [warnings.map((warning) => `> ${cell(warning)}`).join('\n>\n')] : []),
    ...(changed.length > 0 ? [timesTable(changed, report)] : []),
    ...(counted.length > 0 ? [countersTable(counted, report)] : []),
    folded(`All ${times.length} benchmarks`, timesTable(times, report), howMeasured(head)),
  ]
    .join('\n\n')
    .concat('\n')
}

const folded = (summary: string, ...paragraphs: readonly string[]): string =>
  [`<details><summary>${summary}</summary>`, ...paragraphs, '</details>'].join('\n\n')

const howMeasured = ({ rounds, threshold, machine: { cpu, cores, node } }: GateHead): string =>
  cell(
    `${rounds} fresh starts of each on ${cpu}, ${cores} cores, Node ${node}. ` +
      `Slower is what is beyond ${100 * threshold} % by a rank test and by the interval, twice.`,
  )

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

const countersTable = (counters: readonly CounterComparison[], report: GateReport): string =>
  [
    '| counter | base | now | change | verdict |',
    '| --- | ---: | ---: | ---: | --- |',
    ...counters.map((counter) => row(...showCounter(counter, report))),
  ].join('\n')

const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`

/** Names may be a stranger's: nothing in them is markup. */
const cell = (text: string): string =>
  showText(text).replace(/[\\`*_<>|[\]#]/g, (character) => `\\${character}`)
