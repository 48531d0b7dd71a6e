import { unpaired } from '../data/unpaired.ts'
import { bold, outline } from '../images/morphology.ts'
import { sideOf } from '../images/resampling.ts'
import { quarterTurn } from '../images/rotation.ts'
import { type Rows, toRows } from '../laws/rows.ts'
import { meanDistance, toA, toB } from '../laws/translator/maps.ts'
import { imageGrid } from '../report/plots/image-grid.ts'
import type { Claim, Findings, Study, StudyContext } from './study.ts'

/** What a known map makes of images: translations to it can be told right from wrong, though no pair is shown. */
interface Domain {
  readonly name: string
  readonly map: (image: ArrayLike<number>) => Float32Array
  /** Whether a translator is claimed to find the map. */
  readonly isFound: boolean
  /** The smallest side of images that the map tells apart from what it makes of them. */
  readonly leastSide: number
}
const boldness: Domain = { name: 'bold', map: bold, isFound: true, leastSide: 1 }
/** Lines of a pixel or two are their own outlines. */
const outlines: Domain = { name: 'outline', map: outline, isFound: true, leastSide: 16 }
/** A change of geometry, of which the paper has little success to tell (section 6): what comes back need not be right. */
const turns: Domain = { name: 'turned', map: quarterTurn, isFound: false, leastSide: 1 }

export const translation: Study = {
  name: 'translation',
  title: 'Translation without pairs',
  statement:
    'a CycleGAN finds the map between two domains that no pair shows it, and misses it without its cycle loss',
  source: 'Zhu et al. 2017, sections 1, 5.1.4 and 6',
  async run(context) {
    const side = sideOf(toRows(context.data.heldOut.x)[0])
    const domains = context.quick ? [boldness] : [boldness, outlines, turns]
    const found: Findings[] = []
    for (const domain of domains.filter(({ leastSide }) => side >= leastSide)) {
      found.push(findings(domain, side, await translated(domain, context)))
    }
    return {
      claims: found.flatMap(({ claims }) => claims),
      figures: found.flatMap(({ figures }) => figures),
      numbers: Object.assign({}, ...found.map(({ numbers }) => numbers)),
    }
  },
}

/** Held-out images, what the true map makes of them, and what translators make of either. */
interface Translated {
  readonly a: Rows
  readonly b: Rows
  readonly made: Rows
  readonly back: Rows
  readonly unmade: Rows
  /** By translators that were trained without cycle loss and identity loss. */
  readonly madeAlone: Rows
}

async function translated({ name, map }: Domain, context: StudyContext): Promise<Translated> {
  const { data, quick, subject, train } = context
  const a = toRows(data.heldOut.x).slice(0, quick ? 120 : 1000)
  const b = a.map((image) => Float64Array.from(map(image)))
  const request = {
    model: 'cyclegan',
    data: unpaired(data.train, `${data.train.name}, ${name}`, map),
    ...(quick ? { settings: { steps: 250 } } : {}),
  }
  const both = subject(await train(request))
  const alone = subject(await train({ ...request, sizes: { cycle: 0, identity: 0 } }))
  const made = await toB(both, a)
  return {
    a,
    b,
    made,
    back: await toA(both, made),
    unmade: await toA(both, b),
    madeAlone: await toB(alone, a),
  }
}

function findings({ name, isFound }: Domain, side: number, images: Translated): Findings {
  const { a, b, made, back, unmade, madeAlone } = images
  const [there, alone] = [meanDistance(made, b), meanDistance(madeAlone, b)]
  const [unchanged, constant] = [
    meanDistance(a, b),
    meanDistance(
      b.map(() => medianOf(b)),
      b,
    ),
  ]
  const claims = [
    ofOther(`to ${name}: absolute error, of the best guess's`, there, Math.min(unchanged, constant)),
    ofOther(`to ${name}: absolute error, of that without the cycle loss`, there, alone),
  ]
  return {
    claims: isFound ? claims : [],
    figures: [figure(name, side, images)],
    numbers: {
      [`to ${name}: absolute error a pixel`]: there,
      [`to ${name}, without the cycle loss`]: alone,
      [`to ${name}, the right translation of another`]: meanDistance(made, [...b.slice(1), b[0]]),
      [`to ${name}, the image as it is`]: unchanged,
      [`to ${name}, the median image for each`]: constant,
      [`to ${name} and back`]: meanDistance(back, a),
      [`from ${name}`]: meanDistance(unmade, a),
    },
  }
}

/** That one error is at most two thirds of another. */
const ofOther = (name: string, error: number, other: number): Claim => ({
  name,
  measured: error / other,
  bound: 2 / 3,
})

/** The image with the least absolute error, if it is to stand for all: the median of each pixel. */
const medianOf = (images: Rows): Float64Array =>
  images[0].map((_, i) => {
    const pixels = Float64Array.from(images, (image) => image[i]).sort()
    return pixels[Math.floor(pixels.length / 2)]
  })

const shown = 12

function figure(name: string, side: number, images: Translated): Findings['figures'][number] {
  const row = (label: string, of: Rows, right?: Rows) => ({
    label,
    ...(right ? { note: `absolute error ${meanDistance(of, right).toFixed(3)}` } : {}),
    images: of.slice(0, shown),
  })
  const { a, b, made, back, madeAlone } = images
  return {
    title: `Translated: ${name}`,
    caption: `Held-out images, their translations by a CycleGAN that has seen no pair, what the true map makes of them, and the translations translated back; and those of translators trained without the cycle loss. Mean absolute errors a pixel, over all ${a.length}.`,
    ...imageGrid(
      [
        row('Given', a),
        row('Translated', made, b),
        row('True', b),
        row('And back', back, a),
        row('Without the cycle loss', madeAlone, b),
      ],
      side,
      side,
    ),
  }
}
