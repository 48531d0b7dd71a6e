import { type Markup, markup } from '../markup.ts'
import { type CheckLine, distinct, type ModelTable } from '../pivot.ts'
import type { CheckNote, Report } from '../report.ts'
import type { Row } from '../row.ts'
import { renderFigures } from './figures.ts'
import { anchorOf } from './overview.ts'
import { renderResidual } from './residual.ts'

/** A model's section: what it is, its checks on every engine, and its figures. */
export function renderModel(table: ModelTable, { models = [], checks = [], figures }: Report): Markup {
  const { model, engines } = table
  const note = models.find(({ name }) => name === model)
  const own = figures.filter((figure) => figure.model === model)
  const head = engines.map(
    (engine) => markup`<th scope="col" role="columnheader"><code>${engine}</code></th>`,
  )
  return markup`<section class="model" aria-labelledby="${anchorOf(model)}">
<h2 id="${anchorOf(model)}">${note?.title ?? model} ${note && markup`<span class="source">${note.source}</span>`}</h2>
${note?.statement && markup`<p class="statement">${note.statement}</p>`}
<div class="scroll"><table class="checks${engines.length > 4 && ' many'}" role="table" style="--engines: ${engines.length}">
<caption class="unseen">The checks of ${model}: error against tolerance on each engine</caption>
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Check</th>${head}</tr></thead>
${group('Goldens', 'golden', table, checks)}${group('Laws', 'law', table, checks)}${group('Claims', 'study', table, checks)}
</table></div>
${exemptions(table.rows)}
${renderFigures(own)}
</section>`
}

function group(title: string, kind: Row['kind'], table: ModelTable, notes: readonly CheckNote[]) {
  const lines = table.checks.filter((check) => check.kind === kind)
  if (lines.length === 0) return undefined
  return markup`<tbody role="rowgroup"><tr class="group" role="row"><th scope="rowgroup" role="rowheader" colspan="${table.engines.length + 1}">${title}</th></tr>
${lines.map((check) => lineOf(check, table.engines, notes))}</tbody>`
}

// Narrow pages show the lines as blocks, which takes a table's roles away; they are therefore written out.
function lineOf({ name, cells }: CheckLine, engines: readonly string[], notes: readonly CheckNote[]): Markup {
  const note = notes.find((one) => one.name === name)
  const shown = engines.map((engine) => {
    const row = cells.get(engine)
    return markup`<td role="cell" data-engine="${engine}">${row && renderResidual(row)}</td>`
  })
  return markup`<tr role="row"><th scope="row" role="rowheader"><code>${breakable(name)}</code>${note && markup`<span class="law">${note.statement}</span>`}</th>${shown}</tr>
`
}

/** A long name may break after its slashes. */
const breakable = (name: string): Markup[] =>
  name.split(/(?<=\/)/u).map((part, i) => (i === 0 ? markup`${part}` : markup`<wbr/>${part}`))

function exemptions(rows: readonly Row[]): Markup | undefined {
  const exempt = rows.filter(({ verdict }) => verdict === 'not applicable')
  if (exempt.length === 0) return undefined
  const lines = distinct(exempt.map(({ name, reason }) => `${name}: ${reason ?? 'no reason given'}`))
  return markup`<details><summary>What does not apply, and why</summary><ul>${lines.map((line) => markup`<li>${line}</li>`)}</ul></details>`
}
