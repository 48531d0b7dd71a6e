import { cells, value } from '../engines/value.ts'
import { pca } from '../laws/autoencoder/pca.ts'
import type { Model } from '../models/model.ts'
import { imageGrid } from '../report/plots/image-grid.ts'
import type { Figure } from '../report/report.ts'
import type { Subject } from '../subjects/subject.ts'
import { latentFigures } from './latent-figures.ts'
import type { Trained } from './trained.ts'

const shown = 12

/** Samples, what the autoencoder makes of them, and what principal component analysis with as many components does. */
export async function autoencoderFigures(trained: Trained, subject: Subject): Promise<Figure[]> {
  const { model, data } = trained
  const [count, dim] = data.shape
  const side = Math.sqrt(dim)
  if (!Number.isInteger(side)) return []
  const rows = rowsOf(cells(data), dim)
  const chosen = Array.from({ length: shown }, (_, i) => rows[Math.floor((i * count) / shown)])
  const x = value(Float64Array.from(chosen.flatMap((row) => [...row])), [shown, dim])
  const { z } = await subject.call('encode', { x })
  const decoded = rowsOf(cells((await subject.call('decode', { z })).x), dim)
  const { mean, components } = pca(rows)
  const latent = z.shape[1]
  const projected = chosen.map((row) => projection(row, mean, components.slice(0, latent)))
  const strip = (label: string, images: readonly Float64Array[]) => ({
    label,
    note: images === chosen ? '' : `squared error ${meanSquaredError(images, chosen).toFixed(2)}`,
    images: images.map((image) => Float32Array.from(image)),
  })
  return [
    {
      model: model.name,
      title: 'Reconstructions beside those of principal component analysis',
      caption: `${model.title} with ${latent} latent coordinates, and the projection on the leading ${latent} principal components of the data it was trained on: ${moral(model)}.`,
      ...imageGrid(
        [strip('Digits', chosen), strip('Autoencoder', decoded), strip('PCA', projected)],
        side,
        side,
      ),
    },
    ...(await latentFigures(trained, subject)),
  ]
}

const moral = ({ conventions }: Model): string =>
  conventions.linear
    ? 'at the optimum they are the same map'
    : 'given enough training, as many coordinates can also follow what is curved in the data'

/** Summed over features, averaged over images. */
const meanSquaredError = (images: readonly Float64Array[], truth: readonly Float64Array[]): number =>
  images.reduce((sum, image, n) => image.reduce((all, x, i) => all + (x - truth[n][i]) ** 2, sum), 0) /
  images.length

const rowsOf = (flat: Float32Array | Float64Array, width: number): Float64Array[] =>
  Array.from({ length: flat.length / width }, (_, i) =>
    Float64Array.from(flat.subarray(i * width, (i + 1) * width)),
  )

/** mean + sum over components of <x - mean, c> c */
function projection(x: Float64Array, mean: Float64Array, components: readonly Float64Array[]): Float64Array {
  const result = Float64Array.from(mean)
  for (const component of components) {
    const along = component.reduce((sum, c, i) => sum + c * (x[i] - mean[i]), 0)
    component.forEach((c, i) => {
      result[i] += along * c
    })
  }
  return result
}
