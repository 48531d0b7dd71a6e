import { type Markup, markup } from '../markup.ts'
import { type Row, troublesOf } from '../row.ts'
import { measuredOf } from '../sentence.ts'
import { showData } from '../show.ts'
import { classOf, renderMark } from './outcome.ts'
import { anchorOf } from './overview.ts'

/** What failed, could not be run, or said nothing: each with its numbers, witness and reason. */
export function renderTroubles(rows: readonly Row[]): Markup | undefined {
  const troubles = troublesOf(rows)
  if (troubles.length === 0) return undefined
  return markup`<section aria-labelledby="troubles">
<h2 id="troubles">What needs a look</h2>
<ol class="troubles">${troubles.map(trouble)}</ol>
</section>`
}

function trouble(row: Row): Markup {
  const measured = measuredOf(row)
  return markup`<li class="${classOf(row.verdict)}">
<h3>${renderMark(row.verdict)} <a href="#${anchorOf(row.model)}">${row.model}</a> on <code>${row.engine}</code>, ${row.kind} <code>${row.name}</code></h3>
${measured && markup`<p>${measured.replace(/^e/u, 'E')}.</p>`}
${row.reason && markup`<p>${row.reason}</p>`}
${row.at !== undefined && markup`<p class="soft">Worst at</p><pre>${showData(row.at, 2000)}</pre>`}
${row.replay && markup`<p class="soft">Replay</p><pre>${row.replay}</pre>`}
</li>`
}
