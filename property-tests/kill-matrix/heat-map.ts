import type { Outcome } from '../../src/laws/index.ts'
import { type Markup, markup, trusted } from '../../src/report/markup.ts'
import { killsOf, type Line, type Matrix } from './matrix.ts'

/** The matrices as one page that fetches nothing: a coloured cell for each mutant and law. */
export function renderHeatMap(matrices: readonly Matrix[], faults: readonly string[]): string {
  const found =
    faults.length > 0
      ? markup`<ul>${faults.map((fault) => markup`<li>${fault}</li>`)}</ul>`
      : markup`<p>No faults.</p>`
  const page = markup`<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<title>Mutants by laws</title>
<style>${trusted(style)}</style>
</head>
<body>
<h1>Mutants by laws</h1>
<p>Red: the law rejects. Grey: it holds. White: it does not apply. Yellow: it cannot tell, or cannot be tried.</p>
${found}
${matrices.map(section)}
</body>
</html>`
  return `<!doctype html>\n${page.text}\n`
}

const section = (matrix: Matrix): Markup => markup`<h2>${matrix.family}</h2>
<table>
<tr><th>mutant</th>${matrix.laws.map(({ name, nature }) => markup`<th class="law" title="${nature}"><span>${name}</span></th>`)}</tr>
${matrix.mutants.map((line) => row(matrix, line))}
<tr><th>rejected</th>${matrix.laws.map(({ name }) => markup`<td class="total">${killsOf(matrix, name)}</td>`)}</tr>
<tr><th>right, or an equivalent convention</th></tr>
${matrix.rights.map((line) => row(matrix, line))}
</table>`

const row = ({ laws }: Matrix, { name, outcomes }: Line): Markup =>
  markup`<tr><td>${name}</td>${laws.map((law) => cell(law.name, outcomes[law.name] ?? 'not applicable'))}</tr>
`

const cell = (law: string, outcome: Outcome): Markup =>
  markup`<td class="${outcome === 'not applicable' ? 'absent' : outcome}" title="${law}: ${outcome}"></td>`

const style = `
body { font: 13px system-ui, sans-serif; margin: 2em; color: #222; background: #fff }
table { border-collapse: collapse }
td, th { padding: 1px 6px; text-align: left; font-weight: normal }
th.law { height: 13em; vertical-align: bottom; padding: 0 2px }
th.law span { writing-mode: vertical-rl; transform: rotate(180deg) }
td[title] { width: 14px; border: 1px solid #fff }
.fail { background: #c0392b }
.pass { background: #dfe3e6 }
.inconclusive, .error { background: #f1c40f }
.total { font-size: 11px; text-align: center; padding: 0 }
`
