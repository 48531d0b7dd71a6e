import { outcomes } from '../../laws/law.ts'
import { type Markup, markup } from '../markup.ts'
import type { Report } from '../report.ts'
import { countsOf, exitCodeOf, type Row, summaryOf } from '../row.ts'
import { classOf } from './outcome.ts'

/** The verdict, large; then how the rows came out, and what ran where. */
export function renderHeader(report: Report): Markup {
  const tone = ['pass', 'fail', 'error'][exitCodeOf(report.rows)]!
  return markup`<header class="top">
<p class="brand">Touchstone</p>
<h1>${report.title}</h1>
<p class="verdict ${tone}">${verdictOf(report.rows)}</p>
<p class="summary">${summaryOf(report.rows)}</p>
${proportions(report.rows)}
${facts(report)}
</header>`
}

/** One sentence that a reader may take away. */
export function verdictOf(rows: readonly Row[]): string {
  const { pass, fail, error } = countsOf(rows)
  if (fail > 0) return fail === 1 ? 'One check fails.' : `${fail} checks fail.`
  if (error > 0) return error === 1 ? 'One check could not be run.' : `${error} checks could not be run.`
  return pass > 0 ? 'Every check that applies holds.' : 'Nothing was tested.'
}

function proportions(rows: readonly Row[]): Markup {
  const counts = countsOf(rows)
  let x = 0
  const parts = outcomes.map((outcome) => {
    const part = markup`<rect class="${classOf(outcome)}" x="${x}" width="${counts[outcome]}" height="1"/>`
    x += counts[outcome]
    return counts[outcome] > 0 ? part : undefined
  })
  return markup`<svg class="proportions" viewBox="0 0 ${Math.max(1, rows.length)} 1" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>`
}

function facts({ startedAt, machine, engines, seed }: Report): Markup {
  const { node, cpu, cores } = machine
  return markup`<dl class="facts">
<div><dt>Started</dt><dd><time datetime="${startedAt}">${startedAt}</time></dd></div>
<div><dt>Machine</dt><dd>${cpu}, ${cores} ${cores === 1 ? 'core' : 'cores'}; Node ${node}</dd></div>
<div><dt>Seed</dt><dd>${seed}</dd></div>
<div class="wide"><dt>Engines</dt><dd><ul>${engines.map(
    ({ name, executor }) =>
      markup`<li><code>${name}</code>${executor && markup` <span class="soft">${executor}</span>`}</li>`,
  )}</ul></dd></div>
</dl>`
}
