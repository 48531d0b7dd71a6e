import type { Random } from '../data/random.ts'
import { fromRows, type Rows, toRows } from '../laws/rows.ts'
import { enlarged } from '../report/plots/image.ts'
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
  const rows = toRows(data)
  const clean = Array.from({ length: shown }, (_, i) => rows[Math.floor((i * count) / shown)])
  const noise = drawNoise(model.phases[0].noise ?? {}, shown, random)
  const { y: corrupted } = await subject.call('corrupt', { x: fromRows(clean, [dim]), ...noise })
  const { y: denoised } = await subject.call('denoise', { x: corrupted })
  const strip = (label: string, images: Rows) => {
    const whole = images.map((image) => enlarged(image, { height: side, width: side, channels: 1 }) ?? image)
    return { label, note: `${meanPsnr(whole, clean).toFixed(1)} dB`, images: whole }
  }
  return [
    {
      model: model.name,
      title: 'What it is given, and what it makes of it',
      caption: `${model.title}: digits it was trained on, as corruption leaves them and as it gives them back, with the mean peak signal-to-noise ratio of each row.`,
      ...imageGrid(
        [
          { label: 'Digits', images: clean },
          strip('Corrupted', toRows(corrupted)),
          strip('Denoised', toRows(denoised)),
        ],
        side,
        side,
      ),
    },
  ]
}
