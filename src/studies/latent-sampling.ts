import { decoderOf } from '../latent/maps.ts'
import { drawLike, drawPrior } from '../latent/sampling.ts'
import { encode } from '../laws/autoencoder/calls.ts'
import { type Rows, toRows } from '../laws/rows.ts'
import { imageGrid } from '../report/plots/image-grid.ts'
import { medianDistance, squaredMmd } from '../statistics/mmd.ts'
import { precisionRecall } from '../statistics/precision-recall.ts'
import type { Subject } from '../subjects/subject.ts'
import type { Study } from './study.ts'

const latent = 10
const shown = 14

export const latentSampling: Study = {
  name: 'latent-sampling',
  title: "Sampling an autoencoder's latent space",
  statement:
    "codes drawn from a Gaussian fitted to an autoencoder's are decoded to images that are like no real one more often than codes drawn from a variational autoencoder's prior; what the VAE pays is variety, which MMD and recall see",
  source:
    'the lecture; Kingma & Welling 2014; Kynkaanniemi et al. 2019 and Gretton et al. 2012 for the statistics',
  async run({ data, train, subject, random, draws }) {
    const real = toRows(data.heldOut.x)
    const count = Math.min(real.length, 500)
    const some = real.slice(0, count)
    const plain = subject(await train({ model: 'deep-autoencoder', sizes: { latent } }))
    const variational = subject(
      await train({ model: 'vae', sizes: { latent, width: 128 }, settings: { steps: 3000 } }),
    )
    const codes = await encode(plain, toRows(data.train.x))
    const byGaussian = await decoded(plain, drawLike(codes, count, random.split('gaussian')))
    const byPrior = await decoded(variational, drawPrior(variational, latent, count, random.split('prior')))
    const [plainQuality, vaeQuality] = [byGaussian, byPrior].map((images) => precisionRecall(some, images))
    const side = Math.sqrt(some[0].length)
    const row = (label: string, images: Rows) => ({ label, images: images.slice(0, shown) })
    return {
      claims: [
        {
          name: "samples that are near no real image (1 - precision): the VAE's, of the fitted Gaussian's",
          measured: (1 - vaeQuality.precision) / (1 - plainQuality.precision),
          bound: 0.5,
        },
      ],
      numbers: {
        ...(draws ? discrepancies(some, { "autoencoder's": byGaussian, "VAE's": byPrior }) : {}),
        "precision, autoencoder's": plainQuality.precision,
        "precision, VAE's": vaeQuality.precision,
        "recall, autoencoder's": plainQuality.recall,
        "recall, VAE's": vaeQuality.recall,
      },
      figures:
        draws && Number.isInteger(side)
          ? [
              {
                title: 'Samples of two latent spaces',
                caption: `Held-out images; an autoencoder's images of codes drawn from the Gaussian fitted to its ${codes.length} codes; a VAE's, of the same ${latent} latent coordinates, from its prior.`,
                ...imageGrid(
                  [row('True', some), row('Autoencoder', byGaussian), row('VAE', byPrior)],
                  side,
                  side,
                ),
              },
            ]
          : [],
    }
  },
}

function discrepancies(real: Rows, samples: Readonly<Record<string, Rows>>): Record<string, number> {
  const bandwidth = medianDistance(real)
  const each = Object.entries(samples).map(([whose, images]) => [
    `squared MMD, ${whose}`,
    squaredMmd(real, images, bandwidth),
  ])
  return Object.fromEntries(each)
}

function decoded(of: Subject, codes: Rows): Promise<Rows> {
  const decoder = decoderOf(of)
  if (!decoder) throw new RangeError(`${of.name} has no decoder of codes alone`)
  return decoder.apply(codes)
}
