import { decode, encode } from '../laws/autoencoder/calls.ts'
import { type Pca, pca } from '../laws/autoencoder/pca.ts'
import { add, combine, dot, type Rows, subtract, toRows } from '../laws/rows.ts'
import { imageGrid } from '../report/plots/image-grid.ts'
import { lossCurve, type Series } from '../report/plots/loss-curve.ts'
import type { Point } from '../report/plots/plot.ts'
import { best, type Coder, distortionAt, type Operation, operations } from './rate-distortion.ts'
import type { Claim, Findings, Study } from './study.ts'

const latents = [2, 4, 8]
const components = [1, 2, 3, 4, 6, 8, 12]
/** Bits an image at which the network is claimed to lose less. */
const claimed = [8, 12]
/** With more bits the network's own error is what is left, and components win. */
const told = [8, 12, 16, 24]
const [fewest, most] = [4, 30]

export const compression: Study = {
  name: 'compression',
  title: 'Lossy compression',
  statement:
    'at a dozen bits an image, quantised codes of a deep autoencoder lose less than principal components, however many; with plenty of bits, more',
  source: 'Hinton & Salakhutdinov 2006; Theis et al. 2017',
  async run({ data, train, subject }) {
    const [known, x] = [toRows(data.train.x), toRows(data.heldOut.x)]
    const byNetwork = new Map<number, Operation[]>()
    for (const latent of latents) {
      const autoencoder = subject(await train({ model: 'deep-autoencoder', sizes: { latent } }))
      const coder = {
        encode: (x: Rows) => encode(autoencoder, x),
        decode: (z: Rows) => decode(autoencoder, z),
      }
      byNetwork.set(latent, await operations(coder, known, x))
    }
    const analysed = pca(known)
    const byPca: Operation[] = []
    for (const count of components) byPca.push(...(await operations(principal(analysed, count), known, x)))
    const network = [...byNetwork.values()].flat()
    return {
      claims: claimed.map((bits) => lossOf(network, byPca, bits)),
      figures: [curves(byNetwork, byPca), ...pictures(x, network, byPca)],
      numbers: Object.fromEntries(
        told.flatMap((bits) => [
          [`${bits} bits: squared error a pixel, network`, distortionAt(network, bits)],
          [`${bits} bits: squared error a pixel, PCA`, distortionAt(byPca, bits)],
        ]),
      ),
    }
  },
}

/** The projection on the first components, and back. */
function principal({ mean, components }: Pca, count: number): Coder {
  const axes = components.slice(0, count)
  return {
    encode: async (x) => x.map((row) => Float64Array.from(axes, (axis) => dot(axis, subtract(row, mean)))),
    decode: async (z) => z.map((code) => add(mean, combine(code, axes))),
  }
}

const lossOf = (own: readonly Operation[], rival: readonly Operation[], bits: number): Claim => ({
  name: `at ${bits} bits an image: squared error, of the best PCA's`,
  measured: distortionAt(own, bits) / distortionAt(rival, bits),
  bound: 1,
})

function curves(
  byNetwork: ReadonlyMap<number, Operation[]>,
  byPca: readonly Operation[],
): Findings['figures'][number] {
  const curve = (label: string, all: readonly Operation[]): Series => ({
    label,
    points: Array.from(
      { length: most - fewest + 1 },
      (_, i): Point => [fewest + i, distortionAt(all, fewest + i)],
    ),
  })
  const series = [...byNetwork].map(([latent, all]) => curve(`d = ${latent}`, all))
  return {
    title: 'Rate and distortion',
    caption: `Mean squared error a pixel of held-out images against bits an image: deep autoencoders of ${latents.join(', ')} latents, and the best of ${components.join(', ')} principal components; codes through uniform quantisers and an ideal code with the training images' table.`,
    ...lossCurve([...series, curve('PCA', byPca)], {
      log: true,
      xLabel: 'bits an image',
      yLabel: 'squared error',
    }),
  }
}

const [shown, shownBits] = [12, 12]

/** The first held-out images as either stores them, where they are square. */
function pictures(x: Rows, own: readonly Operation[], rival: readonly Operation[]): Findings['figures'] {
  const side = Math.sqrt(x[0].length)
  const rows = { Network: best(own, shownBits), PCA: best(rival, shownBits) }
  if (!Number.isInteger(side)) return []
  const stored = Object.entries(rows).flatMap(([label, found]) => {
    if (!found) return []
    const note = `${found.rate.toFixed(1)} bits, squared error ${found.distortion.toFixed(4)}`
    return [{ label, note, images: found.images.slice(0, shown) }]
  })
  return [
    {
      title: `Images in ${shownBits} bits`,
      caption: `Held-out images, each stored in ${shownBits} bits or fewer on average.`,
      ...imageGrid([...stored, { label: 'True', images: x.slice(0, shown) }], side, side),
    },
  ]
}
