import { bicubicTwice } from '../images/bicubic.ts'
import { betterBy, quality, restoration, restorationFigure } from './restoration.ts'
import type { Study } from './study.ts'

export const enlarging: Study = {
  name: 'enlarging',
  title: 'Enlarging images by two',
  statement: 'a network enlarges images that it has not seen better than bicubic interpolation',
  source: 'Shi et al. 2016; Keys 1981 for bicubic interpolation, a = -1/2',
  async run(context) {
    const restored = await restoration(context, { model: 'super-resolution' })
    const { clean, corrupted, denoised } = restored
    const interpolated = corrupted.map(bicubicTwice)
    const [bicubic, own] = [interpolated, denoised].map((images) => quality(images, clean))
    return {
      claims: [betterBy(3, "squared error, of bicubic interpolation's", own - bicubic)],
      figures: [
        restorationFigure(
          restored,
          { Low: corrupted, Bicubic: interpolated, Network: denoised },
          'Enlarged by two',
          `Held-out images with their pixels averaged two by two, and enlarged again. Mean peak signal-to-noise ratios over all ${clean.length}.`,
        ),
      ],
      numbers: { 'bicubic, dB': bicubic, 'network, dB': own },
    }
  },
}
