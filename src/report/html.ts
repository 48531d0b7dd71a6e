import { renderFigures } from './html/figures.ts'
import { renderHeader } from './html/header.ts'
import { renderModel } from './html/model.ts'
import { renderOverview } from './html/overview.ts'
import { renderPage } from './html/page.ts'
import { renderTroubles } from './html/troubles.ts'
import { type Markup, markup } from './markup.ts'
import { pivot } from './pivot.ts'
import type { Report } from './report.ts'

/**
 * The report as one HTML file that fetches nothing: styles, drawings and pictures are inside. It is well-formed XML
 * too, and its policy forbids scripts, so that nothing that slipped through a foreign model's messages would run.
 */
export function renderHtml(report: Report): string {
  const tables = pivot(report.rows)
  const body = [
    renderHeader(report),
    renderTroubles(report.rows),
    renderOverview(tables, report),
    tables.map((table) => renderModel(table, report)),
    orphanFigures(report),
  ]
  return renderPage(report.title, body)
}

/** Figures of models that have no rows would else be lost. */
function orphanFigures({ figures, rows }: Report): Markup | undefined {
  const orphans = figures.filter((figure) => rows.every(({ model }) => model !== figure.model))
  if (orphans.length === 0) return undefined
  return markup`<section><h2>More figures</h2>${renderFigures(orphans)}</section>`
}
