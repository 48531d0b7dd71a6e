import type { Random } from '../data/random.ts'
import { cells, value } from '../engines/value.ts'
import { imageGrid } from '../report/plots/image-grid.ts'
import type { Figure } from '../report/report.ts'
import { meanPsnr } from '../statistics/psnr.ts'
import type { Subject } from '../subjects/subject.ts'
import { drawNoise } from '../training/noise.ts'
import type { Trained } from './trained.ts'

const shown = 12

/** Samples, what corruption makes of them, and what the denoiser gives back. */
export async function denoiserFigures(
  { model, data }: Trained,
  subject: Subject,
  random: Random,
): Promise<Figure[]> {
  const [count, dim] = data.shape
  const side = Math.sqrt(dim)
  if (!Number.isInteger(side)) return []
  const all = cells(data)
  const clean = Array.from({ length: shown }, (_, i) => {
    const row = Math.floor((i * count) / shown)
    return Float32Array.from(all.subarray(row * dim, (row + 1) * dim))
  })
  const x = value(Float64Array.from(clean.flatMap((image) => [...image])), [shown, dim])
  const { y: corrupted } = await subject.call('corrupt', {
    x,
    ...drawNoise(model.phases[0].noise ?? {}, shown, random),
  })
  const { y: denoised } = await subject.call('denoise', { x: corrupted })
  const strip = (label: string, images: readonly Float32Array[]) => ({
    label,
    note: `${meanPsnr(images, clean).toFixed(1)} dB`,
    images,
  })
  const before = imagesOf(cells(corrupted), corrupted.shape[1]).map((image) => enlarged(image, side))
  return [
    {
      model: model.name,
      title: 'What it is given, and what it makes of it',
      caption: `${model.title}: digits it was trained on, as corruption leaves them and as it gives them back, with the mean peak signal-to-noise ratio of each row.`,
      ...imageGrid(
        [
          { label: 'Digits', images: clean },
          strip('Corrupted', before),
          strip('Denoised', imagesOf(cells(denoised), dim)),
        ],
        side,
        side,
      ),
    },
  ]
}

const imagesOf = (flat: Float32Array | Float64Array, width: number): Float32Array[] =>
  Array.from({ length: flat.length / width }, (_, i) =>
    Float32Array.from(flat.subarray(i * width, (i + 1) * width)),
  )

/** A square image with its pixels repeated until it has `side` of them in a line. */
function enlarged(image: Float32Array, side: number): Float32Array {
  const own = Math.sqrt(image.length)
  const from = (i: number) => Math.floor((i * own) / side)
  return Float32Array.from(
    { length: side * side },
    (_, i) => image[from(Math.floor(i / side)) * own + from(i % side)],
  )
}
