import { type Markup, markup } from '../markup.ts'
import { distinct, type ModelTable } from '../pivot.ts'
import type { Report } from '../report.ts'
import { countsOf, type Row } from '../row.ts'
import { showNumber } from '../show.ts'
import { worstOf } from '../worst.ts'
import { renderMark } from './outcome.ts'
import { barDomain } from './residual.ts'

/** A line a model and a column an engine; the page's table of contents. */
export function renderOverview(tables: readonly ModelTable[], report: Report): Markup {
  const engines = distinct(tables.flatMap((table) => table.engines))
  return markup`<section aria-labelledby="overview">
<h2 id="overview">Models</h2>
<div class="scroll"><table class="overview">
<thead><tr><th scope="col">Model</th>${engines.map((engine) => markup`<th scope="col"><code>${engine}</code></th>`)}</tr></thead>
<tbody>${tables.map((table) => lineOf(table, engines, report))}</tbody>
</table></div>
<p class="key">In the tables below, a bar is the error on a logarithmic scale, from ${showNumber(barDomain[0])} of its tolerance to ${barDomain[1]} times; the upright line is the tolerance. Where several cases were tried, the worst is shown.</p>
</section>`
}

function lineOf({ model, rows }: ModelTable, engines: readonly string[], { models = [] }: Report): Markup {
  const note = models.find(({ name }) => name === model)
  const cells = engines.map((engine) => tally(rows.filter((row) => row.engine === engine)))
  return markup`<tr><th scope="row"><a href="#${anchorOf(model)}">${note?.title ?? model}</a></th>${cells}</tr>`
}

function tally(rows: readonly Row[]): Markup {
  const worst = worstOf(rows)
  if (!worst) return markup`<td></td>`
  const { pass, 'not applicable': exempt } = countsOf(rows)
  const applied = rows.length - exempt
  if (applied === 0) return markup`<td>${renderMark('not applicable')}</td>`
  return markup`<td>${renderMark(worst.verdict)} <span class="number">${pass}<span class="soft"> of ${applied}</span></span></td>`
}

/** A model's place on the page. An anchor may not hold spaces. */
export const anchorOf = (model: string): string => `model-${model.replace(/\s/gu, '_')}`
