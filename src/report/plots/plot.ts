import { type Content, type Markup, markup } from '../markup.ts'

/** A picture as markup, one or more svg elements side by side; spread it into a Figure. */
export interface Plot {
  readonly svg: string
  /** In CSS pixels, where the panels stand in one row. */
  readonly width: number
}

export type Point = readonly [number, number]

/** Colours that follow the page's theme, and still show where an SVG stands alone. */
export const paint = {
  ink: 'var(--ink, #24211c)',
  soft: 'var(--soft, #7a7468)',
  rule: 'var(--rule, #d9d4c7)',
  series: [
    'var(--series-1, #1f6f8b)',
    'var(--series-2, #c2622d)',
    'var(--series-3, #6a4c93)',
    'var(--series-4, #3f7d3a)',
  ],
} as const

export const gap = 20

/** Panels side by side; on a narrow page they wrap, because each is an svg element of its own. */
export const joinPanels = (panels: readonly Panel[]): Plot => ({
  svg: panels.map(({ svg }) => svg.text).join('\n'),
  width: panels.reduce((sum, { width }) => sum + width, gap * (panels.length - 1)),
})

/** Pictures side by side. */
export const joinPlots = (plots: readonly Plot[]): Plot => ({
  svg: plots.map(({ svg }) => svg).join('\n'),
  width: plots.reduce((sum, { width }) => sum + width, gap * (plots.length - 1)),
})

export interface Panel {
  readonly svg: Markup
  readonly width: number
}

/** An svg element that keeps its shape and never grows wider than the page. */
export function panel(width: number, height: number, label: string, content: Content): Panel {
  const svg = markup`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${label}" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}" font-family="ui-sans-serif, system-ui, sans-serif" font-size="11">${content}</svg>`
  return { svg, width }
}

/** A tenth of a pixel is as fine as anyone sees, and keeps pages small. */
export const round = (x: number): number => Math.round(x * 10) / 10
