import { gaussianFilter } from '../images/gaussian-filter.ts'
import type { Rows } from '../laws/rows.ts'
import {
  betterBy,
  type Corrupted,
  quality,
  type Restoration,
  restoration,
  restorationFigure,
} from './restoration.ts'
import type { Findings, Study, StudyContext } from './study.ts'

/** By hand there is time for more weights, which larger images need. */
const thorough = { sizes: { width: 512 }, settings: { steps: 3000, learningRate: 2e-3 } }

export const denoising: Study = {
  name: 'denoising',
  title: 'Denoising',
  statement:
    'a denoising autoencoder restores images that it has not seen better than the best Gaussian filter',
  source: 'Vincent et al. 2008 and 2010',
  async run(context) {
    const gaussian = await beside(context, 'denoising-autoencoder', 'Gaussian noise')
    const masking = await beside(context, 'masking-autoencoder', 'masking noise')
    return {
      claims: [...gaussian.claims, ...masking.claims],
      figures: [...gaussian.figures, ...masking.figures],
      numbers: { ...gaussian.numbers, ...masking.numbers },
    }
  },
}

/** A denoiser beside the noisy images, and beside the filter whose width is best for images that it was trained on. */
async function beside(context: StudyContext, name: string, noise: string): Promise<Findings> {
  const restored = await restoration(context, { model: name, ...(context.quick ? {} : thorough) })
  const { clean, corrupted, denoised, model, known } = restored
  const kept = keptShare(restored)
  const width = bestWidth(known, kept)
  const filtered = blurred(corrupted, width, kept)
  const [noisy, byFilter, own] = [corrupted, filtered, denoised].map((images) => quality(images, clean))
  return {
    claims: [
      betterBy(3, `${noise}: squared error, of the noisy image's`, own - noisy),
      betterBy(1, `${noise}: squared error, of the best Gaussian filter's`, own - byFilter),
    ],
    figures: [
      restorationFigure(
        restored,
        { Noisy: corrupted, Filtered: filtered, Denoised: denoised },
        `Restored from ${noise}`,
        `Held-out images with ${noise}; through a Gaussian filter of ${width} pixels, the best for the training images; and through ${model.title}. Mean peak signal-to-noise ratios over all ${clean.length}.`,
      ),
    ],
    numbers: {
      [`${noise}: noisy, dB`]: noisy,
      [`${noise}: filtered, dB`]: byFilter,
      [`${noise}: denoised, dB`]: own,
      [`${noise}: width of the filter, pixels`]: width,
    },
  }
}

/** The share of the grey that corruption leaves on average; the filter makes up for the rest. */
const keptShare = ({ model: { options } }: Restoration): number => 1 - (options.masked ?? 0)

const widths = Array.from({ length: 13 }, (_, i) => i / 10)

/** The standard deviation, in pixels, of the filter that restores these images best. */
function bestWidth({ clean, corrupted }: Corrupted, kept: number): number {
  const qualities = widths.map((width) => quality(blurred(corrupted, width, kept), clean))
  return widths[qualities.indexOf(Math.max(...qualities))]
}

const blurred = (images: Rows, width: number, kept: number): Rows =>
  images.map((image) => gaussianFilter(image, width).map((grey) => grey / kept))
