import { interpolateBrBG } from 'd3-scale-chromatic'
import { type Markup, markup } from '../markup.ts'
import { animation } from './animation.ts'
import { border, bottomAxis, type Frame, frameScales, heading, leftAxis } from './axes.ts'
import { type Panel, type Point, paint, panel, round } from './plot.ts'
import { type Colour, drawPixels, notANumber, pngUri, toPng } from './png.ts'

/** A moment of an adversarial game on the plane. */
export interface Moment {
  readonly label: string
  /**
   * From 0, where the judge takes a point for generated, to 1, where it takes it for real: at the centres of a square
   * grid's cells over [-reach, reach]^2, row by row, the lowest y first.
   */
  readonly field: ArrayLike<number>
  readonly samples: readonly Point[]
  /** Where each sample is pushed, in units of the plane. */
  readonly pushes: readonly Point[]
}

export interface Game {
  readonly title: string
  readonly reach: number
  readonly data: readonly Point[]
  readonly moments: readonly Moment[]
}

const frame: Frame = { left: 34, top: 26, width: 280, height: 280 }

/** The field is pale in either theme of the page, so that these can be told from it. */
const colours = { real: '#00594a', generated: '#8a3800' } as const

/** A game moment by moment, as GAN Lab shows it: the judge's field, the data, the samples, and where they are pushed. */
export function adversarialField({ title, reach, data, moments }: Game): Panel {
  const scales = frameScales(frame, [-reach, reach], [-reach, reach])
  const fields = moments.map(({ field }) => fieldImage(field))
  const games = moments.map((moment) => markup`${sampleDots(moment, scales, reach)}${caption(moment.label)}`)
  const content = [
    heading(title, frame),
    animation(fields),
    dots(within(data, reach), scales, colours.real, 0.55),
    animation(games),
    border(frame),
    bottomAxis(scales.x, frame),
    leftAxis(scales.y, frame),
  ]
  const label = `${title}: the judge's field, data and generated samples, ${moments.at(-1)?.label}`
  return panel(frame.left + frame.width + 8, frame.top + frame.height + 24, label, content)
}

type Scales = ReturnType<typeof frameScales>

const caption = (label: string): Markup =>
  markup`<text x="${frame.left + frame.width}" y="${frame.top - 9}" text-anchor="end" fill="${paint.soft}">${label}</text>`

const within = (points: readonly Point[], reach: number): Point[] =>
  points.filter(([x, y]) => Math.abs(x) <= reach && Math.abs(y) <= reach)

function fieldImage(field: ArrayLike<number>): Markup {
  const side = Math.sqrt(field.length)
  const pixels = drawPixels(side, side, (x, y) => pale(field[(side - 1 - y) * side + x]!))
  return markup`<image href="${pngUri(toPng(pixels))}" x="${frame.left}" y="${frame.top}" width="${frame.width}" height="${frame.height}" preserveAspectRatio="none"/>`
}

/** Brown where generated, green where real, white half way; told apart by the colour-blind, too. */
function pale(share: number): Colour {
  if (Number.isNaN(share)) return notANumber
  const [red, green, blue] = interpolateBrBG(0.5 + 0.42 * (share - 0.5))
    .match(/\d+/g)!
    .map(Number)
  return [red!, green!, blue!]
}

function dots(points: readonly Point[], { x, y }: Scales, colour: string, opacity: number): Markup {
  const path = points.map(([px, py]) => `M${round(x(px))} ${round(y(py))}h0`).join('')
  return markup`<path d="${path}" stroke="${colour}" stroke-opacity="${opacity}" stroke-width="3" stroke-linecap="round" fill="none"/>`
}

/** The samples, each with a line to where it is pushed. Those beyond the frame are left out. */
function sampleDots({ samples, pushes }: Moment, scales: Scales, reach: number): Markup {
  const { x, y } = scales
  const lines = samples
    .map(([px, py], i) => ({
      from: [px, py] as const,
      to: [px + pushes[i]![0], py + pushes[i]![1]] as const,
    }))
    .filter(({ from, to }) => within([from, to], reach).length === 2)
    .map(
      ({ from, to }) =>
        `M${round(x(from[0]))} ${round(y(from[1]))}l${round(x(to[0]) - x(from[0]))} ${round(y(to[1]) - y(from[1]))}`,
    )
  return markup`<path d="${lines.join('')}" stroke="${colours.generated}" stroke-opacity="0.6" fill="none"/>${dots(within(samples, reach), scales, colours.generated, 0.95)}`
}
