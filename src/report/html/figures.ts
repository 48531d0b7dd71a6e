import { decode } from 'fast-png'
import { type Markup, markup, trusted } from '../markup.ts'
import { pngUri } from '../plots/png.ts'
import type { Figure } from '../report.ts'

/** Figures under one another or side by side, as the page's width allows. */
export function renderFigures(figures: readonly Figure[]): Markup | undefined {
  if (figures.length === 0) return undefined
  return markup`<div class="figures">${figures.map(renderFigure)}</div>`
}

function renderFigure(figure: Figure): Markup {
  const { title, caption, svg, png } = figure
  return markup`<figure>
<h3>${title}</h3>
<div class="panels">${svg === undefined ? png && image(figure, png) : trusted(svg)}</div>
<figcaption>${caption}</figcaption>
</figure>
`
}

function image({ title, caption, width }: Figure, png: Uint8Array): Markup {
  return markup`<img src="${pngUri(png)}" alt="${title}. ${caption}" width="${width ?? decode(png).width}"/>`
}
