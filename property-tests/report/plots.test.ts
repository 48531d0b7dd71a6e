import { interpolateViridis } from 'd3-scale-chromatic'
import fc from 'fast-check'
import { decode } from 'fast-png'
import { XMLValidator } from 'fast-xml-parser'
import ndarray from 'ndarray'
import { expect, test } from 'vitest'
import { densityPlot, densityPng, highestDensity } from '../../src/report/plots/density.ts'
import { errorBars } from '../../src/report/plots/error-bars.ts'
import { imageGrid, imageStrip } from '../../src/report/plots/image-grid.ts'
import { lossCurve } from '../../src/report/plots/loss-curve.ts'
import type { Point } from '../../src/report/plots/plot.ts'
import { toPoints } from '../../src/report/plots/points.ts'
import { squareGrid, warpedGrid } from '../../src/report/plots/warped-grid.ts'

const isWellFormed = (svg: string) => XMLValidator.validate(`<all>${svg}</all>`)

test('a strip of images decodes to their pixels, enlarged, with gaps between', () => {
  const side = fc.integer({ min: 1, max: 4 })
  fc.assert(
    fc.property(
      side,
      side,
      side,
      side,
      fc.infiniteStream(fc.float()),
      (count, height, width, scale, values) => {
        const images = Array.from({ length: count }, () =>
          Float32Array.from([...values.take(height * width)]),
        )
        const png = decode(imageStrip(images, height, width, scale))
        expect([png.width, png.height]).toEqual([(count * (width + 1) - 1) * scale, height * scale])
        for (let y = 0; y < png.height; y++) {
          for (let x = 0; x < png.width; x++) {
            const [column, row] = [Math.floor(x / scale), Math.floor(y / scale)]
            const pixel = [...png.data.slice(4 * (y * png.width + x), 4 * (y * png.width + x + 1))]
            if (column % (width + 1) === width) expect(pixel).toEqual([0, 0, 0, 0])
            else {
              const value = images[Math.floor(column / (width + 1))]![row * width + (column % (width + 1))]!
              expect(pixel).toEqual(expectedPixel(value))
            }
          }
        }
      },
    ),
    { numRuns: 60 },
  )
})

function expectedPixel(value: number): number[] {
  if (Number.isNaN(value)) return [226, 61, 40, 255]
  const level = Math.round(255 * Math.max(0, Math.min(1, value)))
  return [level, level, level, 255]
}

test('an image of the wrong size is refused', () => {
  expect(() => imageStrip([new Float32Array(3)], 2, 2, 1)).toThrow('an image of 2 x 2 holds 4 values, got 3')
})

test('a grid of images names its rows', () => {
  const images = [new Float32Array(4), new Float32Array(4)]
  const { svg } = imageGrid(
    [
      { label: 'Originals', images },
      { label: '<PCA>', note: 'mse 0.1', images },
    ],
    2,
    2,
  )
  expect(isWellFormed(svg)).toBe(true)
  for (const text of ['Originals', '&lt;PCA&gt;', 'mse 0.1']) expect(svg).toContain(text)
})

const ramp = {
  logDensity: [0, Number.NEGATIVE_INFINITY, Math.log(0.5), Number.NaN],
  columns: 2,
  rows: 2,
  extent: { x: [0, 2], y: [0, 1] },
} as const

test('the density picture has the highest y on top, viridis, and NaN in red', () => {
  const { data, width, height } = decode(densityPng(ramp))
  expect([width, height]).toEqual([2, 2])
  const at = (i: number) => `#${Buffer.from(data.slice(4 * i, 4 * i + 3)).toString('hex')}`
  expect([0, 1, 2, 3].map(at)).toEqual([
    interpolateViridis(0.5),
    '#e23d28',
    interpolateViridis(1),
    interpolateViridis(0),
  ])
})

test('regions of highest density hold the shares of mass that they should', () => {
  const logDensity = [0.4, 0.3, 0.2, 0.1].map(Math.log)
  const grid = { ...ramp, logDensity }
  expect(highestDensity(grid, [0.35, 0.65, 0.95])).toEqual([0.4, 0.3, 0.1].map(Math.log))
  expect(highestDensity({ ...ramp, logDensity: [Number.NaN] }, [0.5])).toEqual([])
})

test('plots are well-formed and hold no NaN, whatever the points', () => {
  const point = fc.tuple(fc.double(), fc.double()).map(([x, y]): Point => [x, y])
  fc.assert(
    fc.property(fc.array(point), fc.boolean(), (points, log) => {
      const plots = [
        lossCurve([{ label: 'a & b', points }], { log }),
        warpedGrid(squareGrid(2), [
          { family: 'up', points: points.map(([x, y]): Point => [Math.atan(x), Math.atan(y)]) },
        ]),
        densityPlot({ ...ramp, logDensity: [0, -1, -2, -3] }, { data: points, samples: points }),
      ]
      for (const { svg } of plots) {
        expect(isWellFormed(svg)).toBe(true)
        expect(svg.replace(/data:[^"]*/g, '')).not.toMatch(/NaN|Infinity|undefined/)
      }
    }),
    {
      numRuns: 100,
      examples: [
        [
          [
            [0, 0],
            [1e-323, 0],
          ],
          false,
        ],
      ],
    },
  )
})

test('a curve of many points is thinned, and keeps its spike', () => {
  const points = Array.from({ length: 50_000 }, (_, i): Point => [i, i === 31_415 ? 100 : 1])
  const { svg } = lossCurve([{ label: 'loss', points }])
  expect(svg.length).toBeLessThan(20_000)
  const path = /<path d="(M[^"]*)" fill="none" stroke="var\(--series-1/.exec(svg)![1]!
  const heights = path
    .split(/[ML]/)
    .slice(1)
    .map((pair) => Number(pair.split(',')[1]))
  expect(Math.min(...heights)).toBeLessThan(Math.max(...heights) - 150)
})

test('measurements have a dot each, and a bar as long as two errors', () => {
  const points = [
    { x: 0, mean: 1, error: 0.5 },
    { x: 1, mean: 3, error: 1 },
  ]
  const { svg } = errorBars([{ label: 'a & b', points }], 't', 'G(t)')
  expect(isWellFormed(svg)).toBe(true)
  expect(svg.match(/<circle/g)).toHaveLength(2)
  const [short, long] = [...svg.matchAll(/M[\d.]+ ([\d.]+)V([\d.]+)/g)].map(([, low, high]) => +low! - +high!)
  expect(long! / short!).toBeCloseTo(2, 1)
})

test('a square grid has as many lines each way, and points come from tensors', () => {
  const lines = squareGrid(1, 3, 5)
  expect(lines.map(({ family }) => family)).toEqual(['across', 'up', 'across', 'up', 'across', 'up'])
  expect(lines[0]!.points).toEqual([
    [-1, -1],
    [-0.5, -1],
    [0, -1],
    [0.5, -1],
    [1, -1],
  ])
  expect(toPoints(ndarray(Float32Array.of(1, 2, 3, 4), [2, 2]))).toEqual([
    [1, 2],
    [3, 4],
  ])
  expect(() => toPoints(ndarray(new Float32Array(6), [2, 3]))).toThrow('must be [n, 2], got [2, 3]')
})
