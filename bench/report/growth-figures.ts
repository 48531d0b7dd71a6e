import { type Curve, type LinePanel, linePlot } from '../../src/report/plots/line-plot.ts'
import type { Point } from '../../src/report/plots/plot.ts'
import type { Figure } from '../../src/report/report.ts'
import { showNumber } from '../../src/report/show.ts'
import type { Scaling } from '../scaling/scaling.ts'
import { showMeasured } from './columns.ts'
import { grouped } from './grouped.ts'

/** A figure for everything that was made larger: medians, the line fitted through them, and one as steep as theory has it. */
export function growthFigures(scalings: readonly Scaling[]): Figure[] {
  const together = grouped(scalings, ({ of, against, quantity }) => `${of} against ${against}, ${quantity}`)
  return [...together].map(([title, group]) => ({
    model: title,
    title,
    caption: captionOf(group),
    ...linePlot([panelOf(group)]),
  }))
}

function panelOf(group: readonly Scaling[]): LinePanel {
  const [{ against, quantity, unit }] = group
  const points = group.flatMap((one) => one.points)
  return {
    title: `${quantity} in ${unit}`,
    x: { label: against, extent: extentOf(points.map(({ size }) => size)), log: true },
    y: {
      label: '',
      extent: extentOf(points.flatMap(({ value }) => [value.median, ...(value.interval ?? [])])),
      log: true,
    },
    curves: group.flatMap(curvesOf),
  }
}

function curvesOf({ runner, points, factor, exponent, theory }: Scaling, colour: number): Curve[] {
  const medians = points.map(({ size, value }): Point => [size, value.median])
  const ends = [points[0].size, points[points.length - 1].size]
  const middle = Math.sqrt(ends[0] * ends[1])
  const fitted = (size: number) => factor * size ** exponent.median
  const expected = (size: number) => fitted(middle) * (size / middle) ** theory
  return [
    { points: ends.map((size): Point => [size, expected(size)]), style: 'dashed' },
    { points: ends.map((size): Point => [size, fitted(size)]), colour },
    { points: medians, colour, style: 'dots', label: `${runner} ${showNumber(exponent.median, 3)}` },
  ]
}

const captionOf = (group: readonly Scaling[]): string => {
  const [{ theory, reason }] = group
  const found = group.map(({ runner, exponent, departure }) => {
    const off = `${showNumber(100 * departure, 2)} % off the line at most`
    return `${runner} ${showMeasured(exponent)}, ${off}`
  })
  return `Theory, dashed: ${theory}, ${reason}. Measured: ${found.join('; ')}.`
}

/** A little beyond the numbers on either side. */
const extentOf = (numbers: readonly number[]): Point => [
  Math.min(...numbers) / 1.4,
  1.4 * Math.max(...numbers),
]
