import fc from 'fast-check'
import { XMLValidator } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { type Curve, type LinePanel, linePlot } from '../../src/report/plots/line-plot.ts'
import type { Point } from '../../src/report/plots/plot.ts'

const panelOf = (curves: readonly Curve[], log = false): LinePanel => ({
  title: 'a & b',
  x: { label: 'x', extent: [0, 10] },
  y: { label: 'y', extent: log ? [1e-8, 10] : [-1, 1], log },
  curves,
})
const styles = ['line', 'dashed', 'dots', 'area', 'strokes'] as const

test('whatever the points, it is well-formed and draws no number that is none', () => {
  const number = fc.double({ min: -20, max: 20 })
  const points = fc.array(fc.tuple(number, number)).filter(({ length }) => length % 2 === 0)
  fc.assert(
    fc.property(points, fc.constantFrom(...styles), fc.boolean(), (points, style, log) => {
      const { svg } = linePlot([panelOf([{ points, style, label: '<curve>' }], log)])
      expect(XMLValidator.validate(`<all>${svg}</all>`)).toBe(true)
      expect(svg).not.toMatch(/NaN|Infinity|undefined/)
    }),
    { numRuns: 100 },
  )
})

test('what lies outside the axes is left out', () => {
  const inside: Point[] = [
    [1, 0.5],
    [2, 0],
  ]
  const drawn = (points: readonly Point[]) =>
    styles.map((style) => linePlot([panelOf([{ points, style }])]).svg)
  expect(drawn([...inside, [3, 1.5], [11, 0]])).toEqual(drawn(inside))
})

test('a logarithmic axis names powers of ten, and a legend names the curves that have names', () => {
  const { svg } = linePlot([
    panelOf([{ points: [], label: 'first' }, { points: [], label: 'second' }, { points: [] }], true),
  ])
  for (const name of ['10⁻⁸', '10⁻⁴', '0.01', '>1<', 'first', 'second']) expect(svg).toContain(name)
})

test('panels have one height, whatever the rows of their legends', () => {
  const labelled = (label: string): Curve => ({ points: [], label })
  const { svg } = linePlot([
    panelOf([labelled('short')]),
    panelOf(['a', 'b', 'c'].map((x) => labelled(x.repeat(30)))),
  ])
  const heights = [...svg.matchAll(/<svg[^>]* height="(\d+)"/g)].map(([, height]) => height)
  expect(heights).toHaveLength(2)
  expect(heights[0]).toBe(heights[1])
})
