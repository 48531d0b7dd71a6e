import { deviations } from '../latent/traversal.ts'
import { type Rows, squaredNorm, subtract } from '../laws/rows.ts'
import { codeLengths } from '../statistics/code-length.ts'

/** Images to codes, [N][dim] -> [N][latent], and back. */
export interface Coder {
  readonly encode: (x: Rows) => Promise<Rows>
  readonly decode: (z: Rows) => Promise<Rows>
}

/** What one coder with one quantiser makes of held-out images. */
export interface Operation {
  /** Bits an image. */
  readonly rate: number
  /** Mean squared error a pixel. */
  readonly distortion: number
  readonly images: Rows
}

/** Steps of the quantiser, in standard deviations, from coarse to fine. */
const steps = Array.from({ length: 7 }, (_, i) => 2 ** (1 - i / 2))

/**
 * The coder with uniform quantisers of many steps: each latent with a step in proportion to its own deviation, and all
 * with the same step, which is best for orthogonal axes. The tables of the codes are those of the training images.
 */
export async function operations(
  { encode, decode }: Coder,
  train: Rows,
  heldOut: Rows,
): Promise<Operation[]> {
  const [known, codes] = [await encode(train), await encode(heldOut)]
  const spread = deviations(known)
  const widest = spread.map(() => Math.max(...spread))
  const found: Operation[] = []
  for (const unit of [spread, widest]) {
    for (const step of steps) {
      const sizes = unit.map((deviation) => deviation * step || 1)
      const symbols = quantise(codes, sizes)
      const images = await decode(symbols.map((row) => row.map((symbol, k) => symbol * sizes[k])))
      const rate = bitsPerSample(symbols, quantise(known, sizes))
      found.push({ rate, distortion: meanSquare(images, heldOut), images })
    }
  }
  return found
}

/** The operation of least distortion at no more than so many bits; none where there are too few. */
export const best = (all: readonly Operation[], bits: number): Operation | undefined =>
  all
    .filter(({ rate }) => rate <= bits)
    .sort((a, b) => a.distortion - b.distortion)
    .at(0)

/**
 * The least distortion at so many bits on average, where some images are stored by one operation and the others by
 * another: the lower convex hull of the operations. Infinite where there are too few bits.
 */
export function distortionAt(all: readonly Operation[], bits: number): number {
  const [cheaper, dearer] = [all.filter(({ rate }) => rate <= bits), all.filter(({ rate }) => rate > bits)]
  let least = Number.POSITIVE_INFINITY
  for (const a of cheaper) {
    least = Math.min(least, a.distortion)
    for (const b of dearer) {
      const share = (bits - a.rate) / (b.rate - a.rate)
      least = Math.min(least, (1 - share) * a.distortion + share * b.distortion)
    }
  }
  return least
}

const quantise = (codes: Rows, sizes: Float64Array): Rows =>
  codes.map((code) => code.map((z, k) => Math.round(z / sizes[k])))

function bitsPerSample(symbols: Rows, known: Rows): number {
  const tables = Array.from(known[0], (_, k) => codeLengths(known.map((row) => row[k])))
  const bits = symbols.map((row) => row.reduce((sum, symbol, k) => sum + tables[k](symbol), 0))
  return bits.reduce((sum, each) => sum + each, 0) / bits.length
}

const meanSquare = (images: Rows, truth: Rows): number =>
  images.reduce((sum, image, n) => sum + squaredNorm(subtract(image, truth[n])), 0) /
  (truth.length * truth[0].length)
