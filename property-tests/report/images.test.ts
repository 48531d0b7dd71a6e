import fc from 'fast-check'
import { decode } from 'fast-png'
import { XMLValidator } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { imageSizeOf } from '../../src/data/image-size.ts'
import { colourOf, enlarged } from '../../src/report/plots/image.ts'
import { imageRows } from '../../src/report/plots/image-rows.ts'
import { imageSheet, spacing } from '../../src/report/plots/image-sheet.ts'
import { scatterPlot, scatterPng } from '../../src/report/plots/scatter.ts'

const white = [255, 255, 255, 255]

test('a sheet decodes to its images, enlarged, in rows and groups, on white', () => {
  const small = fc.integer({ min: 1, max: 3 })
  const size = fc.record({ height: small, width: small, channels: fc.constantFrom(1, 3) })
  const counts = fc.array(fc.array(small, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 })
  fc.assert(
    fc.property(size, counts, small, fc.infiniteStream(fc.float()), (size, counts, scale, values) => {
      const length = size.height * size.width * size.channels
      const groups = counts.map((group) =>
        group.map((count) => Array.from({ length: count }, () => [...values.take(length)])),
      )
      const png = decode(imageSheet(groups, size, { scale, description: 'these' }))
      expect(png.text.Description).toBe('these')
      const [height, width] = [size.height * scale, size.width * scale]
      const expected = new Map<string, number[]>()
      let top: number = spacing.margin
      for (const group of groups) {
        for (const row of group) {
          row.forEach((image, column) => {
            const left = spacing.margin + column * (width + spacing.image)
            for (let y = 0; y < height; y++)
              for (let x = 0; x < width; x++) {
                const colour = colourOf(image, size, Math.floor(y / scale), Math.floor(x / scale))
                expected.set(`${left + x} ${top + y}`, [...colour, 255])
              }
          })
          top += height + spacing.image
        }
        top += spacing.group - spacing.image
      }
      expect(png.height).toBe(top - spacing.group + spacing.margin)
      for (let y = 0; y < png.height; y++)
        for (let x = 0; x < png.width; x++) {
          const pixel = [...png.data.slice(4 * (y * png.width + x), 4 * (y * png.width + x + 1))]
          expect(pixel).toEqual(expected.get(`${x} ${y}`) ?? white)
        }
    }),
    { numRuns: 40 },
  )
})

test('colours are red, green and blue; one channel is grey; NaN is told', () => {
  const size = { height: 1, width: 2, channels: 3 }
  expect(colourOf([0, 0.5, 1, 2, -1, 0.2], size, 0, 0)).toEqual([0, 128, 255])
  expect(colourOf([0, 0.5, 1, 2, -1, 0.2], size, 0, 1)).toEqual([255, 0, 51])
  expect(colourOf([0.2, 1], { ...size, channels: 1 }, 0, 0)).toEqual([51, 51, 51])
  expect(colourOf([0, Number.NaN, 0], size, 0, 0)).toEqual([226, 61, 40])
})

test('an image of another size is refused, and channels that are no colour', () => {
  const sheet = (image: number[], channels: number) => () =>
    imageSheet([[[image]]], { height: 1, width: 1, channels }, { scale: 1, description: '' })
  expect(sheet([0, 0], 3)).toThrow('an image of 1 x 1 x 3 holds 3 values, got 2')
  expect(sheet([0, 0], 2)).toThrow('an image has 1 channel or 3, got 2')
})

test('an image of fewer pixels is enlarged where they fill the larger one evenly', () => {
  const size = { height: 2, width: 4, channels: 1 }
  expect([...Array.from(enlarged([1, 2], size)!)]).toEqual([1, 1, 2, 2, 1, 1, 2, 2])
  const colour = enlarged([1, 2, 3], { height: 2, width: 2, channels: 3 })
  expect(Array.from(colour!)).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3])
  expect(enlarged([1, 2, 3], size)).toBeUndefined()
})

test('the size of an image is the known one, or a square of one channel, or of three', () => {
  const known = { height: 2, width: 8, channels: 1 }
  expect(imageSizeOf(16, known)).toBe(known)
  expect(imageSizeOf(16)).toEqual({ height: 4, width: 4, channels: 1 })
  expect(imageSizeOf(12, known)).toEqual({ height: 2, width: 2, channels: 3 })
  expect(() => imageSizeOf(13)).toThrow('rows of 13 numbers are no square images')
})

test('rows of images are named at their left, and escaped', () => {
  const images = [[0], [1]]
  const rows = [[{ label: '<first>', images }], [{ label: 'second', images }]]
  const { svg, width } = imageRows(rows, { height: 1, width: 1, channels: 1 }, 10)
  expect(XMLValidator.validate(svg)).toBe(true)
  for (const text of ['>&lt;first&gt;<', '>second<']) expect(svg).toContain(text)
  expect(width).toBeGreaterThan(30)
})

test('points of the plane are where they should be, and dark where they meet', () => {
  const points = [...Array.from({ length: 9 }, () => [1, 1] as const), [-1, -1] as const]
  const { data, width } = decode(scatterPng(points, 100, 'points'))
  const reds = Array.from({ length: width * width }, (_, i) => data[4 * i]!)
  const at = (x: number, y: number) => {
    const place = (z: number) => Math.floor(50 + (50 * z) / 1.08)
    return reds[place(-y) * width + place(x)]!
  }
  expect(at(0, 0)).toBe(255)
  expect(at(1, -1)).toBe(255)
  expect(at(-1, -1)).toBeLessThan(200)
  expect(at(1, 1)).toBeLessThan(at(-1, -1))
  expect(XMLValidator.validate(scatterPlot(points, 'a & b').svg)).toBe(true)
  expect(decode(scatterPng([[0, 0]], 10, '')).width).toBe(10)
})
