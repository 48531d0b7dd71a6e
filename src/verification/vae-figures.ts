import type { Random } from '../data/random.ts'
import type { Values } from '../engines/engine.ts'
import { cells, value } from '../engines/value.ts'
import { imageGrid } from '../report/plots/image-grid.ts'
import type { Figure } from '../report/report.ts'
import type { Subject } from '../subjects/subject.ts'
import { latentFigures } from './latent-figures.ts'
import type { Trained } from './trained.ts'

const shown = 12

/** Samples, what the VAE makes of them at the mean of q(z | x), and what it draws from the prior. */
export async function vaeFigures(trained: Trained, subject: Subject, random: Random): Promise<Figure[]> {
  const { model, data } = trained
  const [count, dim] = data.shape
  const side = Math.sqrt(dim)
  const areImages = model.samples.x.length === 1 && Number.isInteger(side)
  if (!areImages) return []
  const all = cells(data)
  const chosen = Array.from({ length: shown }, (_, i) => Math.floor((i * count) / shown))
  const digits = chosen.map((row) => Float32Array.from(all.subarray(row * dim, (row + 1) * dim)))
  const x = value(Float64Array.from(digits.flatMap((image) => [...image])), [shown, dim])
  const { mean } = await subject.call('encode', { x })
  const decoded = imagesOf(await subject.call('decode', { z: mean }), dim)
  const z = value(random.normal(mean.shape[1] * shown), mean.shape)
  const samples = imagesOf(await subject.call('decode', { z }), dim)
  const rows = [
    { label: 'Digits', images: digits },
    { label: 'Reconstructions', images: decoded },
    { label: 'Samples', images: samples },
  ]
  return [
    {
      model: model.name,
      title: 'Reconstructions and samples',
      caption: `Every pixel's mean: of digits through the mean of q(z | x), and of latents drawn from the prior.`,
      ...imageGrid(rows, side, side),
    },
    ...(await latentFigures(trained, subject)),
  ]
}

/** The pixels' means: what a Gaussian decoder calls so, or the sigmoid of a Bernoulli decoder's logits. */
function imagesOf({ logits, mean }: Values, dim: number): Float32Array[] {
  const pixels = logits
    ? Float64Array.from(cells(logits), (logit) => 1 / (1 + Math.exp(-logit)))
    : cells(mean)
  return Array.from({ length: pixels.length / dim }, (_, i) =>
    Float32Array.from(pixels.subarray(i * dim, (i + 1) * dim)),
  )
}
