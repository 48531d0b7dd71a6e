import { scaleLog } from 'd3-scale'
import { type Markup, markup } from '../markup.ts'
import type { Row } from '../row.ts'
import { showNumber } from '../show.ts'
import { ratioOf } from '../worst.ts'
import { classOf, renderMark } from './outcome.ts'

/** Error over tolerance, on the bars. */
export const barDomain = [1e-6, 1e2] as const

const along = scaleLog().domain(barDomain).range([0, 100]).clamp(true)

/** What stands in a cell of a model's table: mark, error beside tolerance, and a bar on a logarithmic scale. */
export function renderResidual(row: Row): Markup {
  const { error, tolerance, verdict } = row
  if (error === undefined)
    return markup`${renderMark(verdict)} ${verdict !== 'pass' && markup`<span class="soft">${verdict}</span>`}`
  const limit = tolerance !== undefined && markup` <span class="soft">/ ${showNumber(tolerance)}</span>`
  return markup`${renderMark(verdict)} <span class="number">${showNumber(error)}${limit}</span>${bar(row)}`
}

/** Decoration: the numbers beside it say the same. */
function bar(row: Row): Markup | undefined {
  const ratio = ratioOf(row)
  if (ratio === undefined) return undefined
  const length = ratio === 0 ? 0 : along(ratio)
  const limit = along(1)
  return markup`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="track" y="2.5" width="100" height="3"/><rect class="${classOf(row.verdict)}" y="2.5" width="${Math.round(length * 10) / 10}" height="3"/><path d="M${limit} 0v8" vector-effect="non-scaling-stroke"/></svg>`
}
