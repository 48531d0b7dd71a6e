import fc from 'fast-check'
import { decode } from 'fast-png'
import { XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { markup } from '../../src/report/markup.ts'
import { adversarialField, type Game } from '../../src/report/plots/adversarial-field.ts'
import { animation } from '../../src/report/plots/animation.ts'
import type { Point } from '../../src/report/plots/plot.ts'

const isWellFormed = (svg: string) => XMLValidator.validate(`<all>${svg}</all>`)
const numbersOf = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map((found) => Number(found[1]))

describe('an animation', () => {
  test.each([2, 7, 14, 20])(
    'of %i frames shows one at any time, in their order, and the last for longest',
    (n) => {
      const { text } = animation(Array.from({ length: n }, (_, i) => markup`<text>${i}</text>`))
      expect(isWellFormed(text)).toBe(true)
      const [cycle] = numbersOf(text, /animation: frames-\d+ ([\d.]+)s/g) as [number]
      const delays = numbersOf(text, /animation-delay:(-[\d.]+)s/g)
      const [each, last] = numbersOf(text, /visible } ([\d.]+)%/g) as [number, number]
      const isShown = (delay: number, i: number, now: number) =>
        (now - delay) % cycle < ((i === n - 1 ? last : each) / 100) * cycle
      const held = Math.round(last / each)
      expect(held).toBeGreaterThan(1)
      for (let slot = 0; slot < n - 1 + held; slot++) {
        const now = ((slot + 0.5) * each * cycle) / 100
        const shown = delays.flatMap((delay, i) => (isShown(delay, i, now) ? [i] : []))
        expect(shown).toEqual([Math.min(slot, n - 1)])
      }
    },
  )

  test('stands still on its last frame where motion is not wanted', () => {
    const { text } = animation([markup`<g/>`, markup`<g/>`])
    const [before, moving] = text.split('@media screen and (prefers-reduced-motion: no-preference)')
    expect(before).toContain('.frames-2 > g { visibility: hidden }')
    expect(before).toContain('.frames-2 > g:last-child { visibility: visible }')
    expect(before).not.toContain('infinite')
    expect(moving).toContain('infinite')
  })
})

const game = (field: number[], samples: Point[], pushes: Point[]): Game => ({
  title: 'a <game>',
  reach: 2,
  data: [[0, 1]],
  moments: [
    { label: 'round 0', field: field.map(() => 0.5), samples, pushes },
    { label: 'round <9>', field, samples, pushes },
  ],
})

describe('the field of a game', () => {
  test('has the highest y on top, brown for generated, green for real, and NaN in red', () => {
    const { svg } = adversarialField(game([0, 1, 0.5, Number.NaN], [], []))
    const [, png] = [...svg.text.matchAll(/base64,([^"]+)/g)]
    const { data } = decode(Buffer.from(png![1]!, 'base64'))
    const [[middleRed, , middleBlue], nan, [brownRed, , brownBlue], [greenRed, green]] = [0, 1, 2, 3].map(
      (i) => [...data.slice(4 * i, 4 * i + 3)] as [number, number, number],
    ) as [number, number, number][]
    expect(nan).toEqual([226, 61, 40])
    expect(Math.abs(middleRed! - middleBlue!)).toBeLessThan(8)
    expect(brownRed! - brownBlue!).toBeGreaterThan(30)
    expect(green! - greenRed!).toBeGreaterThan(30)
  })

  test('is well-formed and holds no NaN, whatever the points', () => {
    const point = fc.tuple(fc.double(), fc.double()).map(([x, y]): Point => [x, y])
    fc.assert(
      fc.property(fc.array(fc.tuple(point, point)), (pairs) => {
        const { svg } = adversarialField(
          game(
            [0, 1, 0, 1],
            pairs.map(([at]) => at),
            pairs.map(([, to]) => to),
          ),
        )
        expect(isWellFormed(svg.text)).toBe(true)
        expect(svg.text.replace(/data:[^"]*/g, '')).not.toMatch(/NaN|Infinity|undefined/)
        expect(svg.text).toContain('round &lt;9&gt;')
      }),
    )
  })

  test('draws each sample with a line to where it is pushed, within the frame', () => {
    const { svg } = adversarialField(
      game(
        [0, 1, 0, 1],
        [
          [0, 0],
          [9, 9],
        ],
        [
          [1, 0],
          [0, 0],
        ],
      ),
    )
    const lines = [...svg.text.matchAll(/M([\d.]+) ([\d.]+)l([\d.-]+) ([\d.-]+)/g)].map((found) =>
      found.slice(1, 5).map(Number),
    )
    // The frame's middle, and a quarter of its 280 pixels to the right.
    expect(lines).toEqual([
      [174, 166, 70, 0],
      [174, 166, 70, 0],
    ])
  })
})
