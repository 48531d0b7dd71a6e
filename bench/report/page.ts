import { renderFigures } from '../../src/report/html/figures.ts'
import { renderPage } from '../../src/report/html/page.ts'
import { type Markup, markup } from '../../src/report/markup.ts'
import { joinPanels } from '../../src/report/plots/plot.ts'
import type { Figure } from '../../src/report/report.ts'
import { showNumber } from '../../src/report/show.ts'
import { isAsExpected } from '../scaling/scaling.ts'
import { barPlot } from './bars.ts'
import { columnsOf, showMeasured } from './columns.ts'
import type { BenchDocument } from './document.ts'
import { grouped } from './grouped.ts'
import { growthFigures } from './growth-figures.ts'
import type { BenchRow } from './rows.ts'

/** A run as an HTML page with plots: what was measured, on what, and against which limits. */
export function renderBenchPage(document: BenchDocument): string {
  const { rows, scalings } = document
  return renderPage(`Touchstone: benchmark ${document.suite}`, [
    header(document),
    rows.length > 0 && section('Medians', figuresOf(rows)),
    rows.length > 0 && markup`<section><h2>Numbers</h2>${table(rows)}</section>`,
    scalings && section('How it grows', growthFigures(scalings)),
  ])
}

const section = (title: string, figures: readonly Figure[]): Markup =>
  markup`<section><h2>${title}</h2>${renderFigures(figures)}</section>`

function header(document: BenchDocument): Markup {
  const { startedAt, machine, ceilings, rounds, versions, note } = document
  const { cpu, cores, node, load } = machine
  const libraries = Object.entries(versions).map(
    ([name, version]) => markup`<li><code>${name}</code> <span class="soft">${version}</span></li>`,
  )
  return markup`<header class="top">
<p class="brand">Touchstone</p>
<h1>Benchmark</h1>
<p class="verdict">${headline(document)}</p>
<p class="statement">${note}</p>
<dl class="facts">
<div><dt>Started</dt><dd><time datetime="${startedAt}">${startedAt}</time>, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}</dd></div>
<div><dt>Machine</dt><dd>${cpu}, ${cores} ${cores === 1 ? 'core' : 'cores'}; Node ${node}</dd></div>
<div><dt>Load before</dt><dd>${showNumber(load)}</dd></div>
${
  ceilings &&
  markup`<div class="wide"><dt>Ceilings of one thread, measured in every round</dt><dd>products of matrices by ONNX Runtime ${showMeasured(ceilings.gemm)} GFLOP/s; memory copied ${showMeasured(ceilings.copy)} GB/s, read and written</dd></div>`
}
<div class="wide"><dt>Versions</dt><dd><ul>${libraries}</ul></dd></div>
</dl>
</header>`
}

/** One sentence that a reader may take away. */
function headline({ suite, scalings = [] }: BenchDocument): string {
  if (suite === 'scaling') {
    const good = scalings.filter(isAsExpected).length
    return `${good} of ${scalings.length} exponents come within 0.15 of theory.`
  }
  return questions[suite] ?? `How long does ${suite} take?`
}

const questions: Readonly<Record<string, string>> = {
  ops: 'How long does one op take?',
  train: 'How long does a training step take?',
  sample: 'How long does a batch of samples take?',
  check: 'How long does a check take?',
}

/** A figure a case: every runner's median, and the least that the machine's ceilings allow. */
function figuresOf(rows: readonly BenchRow[]): Figure[] {
  return [...grouped(rows, (row) => row.case)].map(([name, own]) => {
    const limit = limitOf(own)
    const [reference] = own.flatMap(({ ratio_to }) => Object.keys(ratio_to))
    const bars = own.map((row) => ({
      name: row.runner,
      median: row.median_ms,
      interval: row.interval_ms,
      note: noteOf(row, reference),
      isOurs: ours.has(row.runner),
    }))
    const caption =
      limit === undefined
        ? 'Bars end at the median; strokes hold it with a probability of 95 %.'
        : `Bars end at the median; strokes hold it with a probability of 95 %. Dashed: ${showNumber(limit, 3)} ms, the least by the machine's ceilings.`
    return { model: name, title: name, caption, ...joinPanels([barPlot(name, bars, limit)]) }
  })
}

const ours: ReadonlySet<string> = new Set(['gpu:webasm', 'gpu:cpu', 'onnx', 'float64', 'quick', 'default'])

/** The same for all runners: a share of the one's time is another share of the other's. */
function limitOf(rows: readonly BenchRow[]): number | undefined {
  const known = rows.find(({ median_ms, of_ceiling }) => median_ms !== null && of_ceiling !== undefined)
  return known && known.median_ms! * known.of_ceiling!
}

/** The time as so many of the reference's, the memory, or what the runner lacks. */
function noteOf({ note, ratio_to, peak_mib }: BenchRow, reference: string | undefined): string {
  if (note !== undefined) return note
  if (peak_mib !== undefined) return `${showNumber(peak_mib, 3)} MiB`
  const ratio = reference === undefined ? undefined : ratio_to[reference]
  return ratio ? `${showNumber(ratio.median, 3)} × ${reference}` : ''
}

function table(rows: readonly BenchRow[]): Markup {
  const columns = columnsOf(rows)
  const heads = ['case', 'runner', ...columns.map(({ head }) => head)]
  const lines = rows.map((row, i) => {
    const name = row.case === rows[i - 1]?.case ? '' : row.case
    const cells = columns.map(({ cell }) => markup`<td class="number">${cell(row)}</td>`)
    return markup`<tr><th scope="row">${name}</th><td><code>${row.runner}</code></td>${cells}</tr>`
  })
  return markup`<div class="scroll"><table class="overview"><thead><tr>${heads.map((head) => markup`<th scope="col">${head}</th>`)}</tr></thead><tbody>${lines}</tbody></table></div>`
}
