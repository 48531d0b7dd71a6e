import { decode, encode } from '../laws/autoencoder/calls.ts'
import { pca } from '../laws/autoencoder/pca.ts'
import { add, combine, dot, type Rows, squaredNorm, subtract, toRows } from '../laws/rows.ts'
import { imageGrid } from '../report/plots/image-grid.ts'
import type { Study } from './study.ts'

const latent = 16
const shown = 12
// Quickly, seeds 1 to 8 gave 0.68 to 0.88 of PCA's error; with larger steps some codes never come to life.
const quickly = { sizes: { latent, channels: 12 }, settings: { steps: 3000, batch: 32, learningRate: 3e-3 } }
const byHand = { sizes: { latent, channels: 12 }, settings: { steps: 2000, batch: 64, learningRate: 3e-3 } }

export const reconstruction: Study = {
  name: 'reconstruction',
  title: 'Reconstruction against principal components',
  statement:
    'with as many coordinates, 16, a deep convolutional autoencoder gives back images that it has not seen with less error than principal component analysis',
  source: 'the lecture; Masci et al. 2011',
  async run({ data, train, subject, quick }) {
    const [known, x] = [toRows(data.train.x), toRows(data.heldOut.x)]
    const request = quick ? quickly : byHand
    const trained = await train({ model: 'convolutional-autoencoder', ...request })
    const autoencoder = subject(trained)
    const own = await decode(autoencoder, await encode(autoencoder, x))
    const { mean, components } = pca(known)
    const axes = components.slice(0, latent)
    const projected = x.map((row) => {
      const offset = subtract(row, mean)
      return add(
        mean,
        combine(
          axes.map((axis) => dot(axis, offset)),
          axes,
        ),
      )
    })
    const [byNetwork, byPca] = [meanSquaredError(own, x), meanSquaredError(projected, x)]
    const side = Math.sqrt(x[0].length)
    const row = (label: string, images: Rows, error?: number) => ({
      label,
      note: error === undefined ? '' : `squared error a pixel ${error.toFixed(4)}`,
      images: images.slice(0, shown),
    })
    return {
      claims: [
        {
          name: 'held-out squared error, of that of PCA',
          measured: byNetwork / byPca,
          bound: quick ? 0.9 : 0.75,
        },
      ],
      numbers: {
        'convolutional autoencoder, squared error a pixel': byNetwork,
        'PCA, squared error a pixel': byPca,
      },
      figures: Number.isInteger(side)
        ? [
            {
              title: 'Sixteen numbers an image',
              caption: `Held-out images, through ${trained.model.title} with ${latent} latent coordinates and through the first ${latent} principal components of the training images.`,
              ...imageGrid(
                [row('True', x), row('Network', own, byNetwork), row('PCA', projected, byPca)],
                side,
                side,
              ),
            },
          ]
        : [],
    }
  },
}

const meanSquaredError = (images: Rows, truth: Rows): number =>
  images.reduce((sum, image, n) => sum + squaredNorm(subtract(image, truth[n])), 0) /
  (images.length * truth[0].length)
