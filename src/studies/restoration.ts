import type { Dataset } from '../data/dataset.ts'
import type { Random } from '../data/random.ts'
import { sideOf } from '../images/resampling.ts'
import { fromRows, type Rows, toRows } from '../laws/rows.ts'
import { enlarged } from '../report/plots/image.ts'
import { imageGrid } from '../report/plots/image-grid.ts'
import { meanPsnr } from '../statistics/psnr.ts'
import type { Subject } from '../subjects/subject.ts'
import { drawNoise } from '../training/noise.ts'
import type { Claim, Findings, StudyContext } from './study.ts'
import type { TrainedModel, TrainingRequest } from './trainings.ts'

/** Clean images, of grey values in [0, 1], and what corruption makes of them. */
export interface Corrupted {
  readonly clean: Rows
  readonly corrupted: Rows
}

/** What a denoiser makes of images that it has not seen; and some that it has, to choose the settings of a rival by. */
export interface Restoration extends Corrupted {
  readonly model: TrainedModel['model']
  readonly denoised: Rows
  readonly known: Corrupted
}

const mostKnown = 300

/** Trains a denoiser and restores the held-out images. Throws a RangeError where the data are no square images. */
export async function restoration(
  { data, train, subject, random }: StudyContext,
  request: TrainingRequest,
): Promise<Restoration> {
  const trained = await train(request)
  const own = random.split(trained.model.name)
  const denoiser = subject(trained)
  const unseen = await corrupt(trained, denoiser, data.heldOut, own.split('held out'))
  sideOf(unseen.clean[0])
  const input = fromRows(unseen.corrupted, denoiser.functions.denoise.inputs.x)
  const { y } = await denoiser.call('denoise', { x: input })
  const known = await corrupt(trained, denoiser, data.train, own.split('known'), mostKnown)
  return { model: trained.model, ...unseen, denoised: toRows(y), known }
}

async function corrupt(
  { model }: TrainedModel,
  denoiser: Subject,
  { x }: Dataset,
  random: Random,
  most = Number.POSITIVE_INFINITY,
): Promise<Corrupted> {
  const clean = toRows(x).slice(0, most)
  const noise = drawNoise(model.phases[0].noise ?? {}, clean.length, random)
  const { y } = await denoiser.call('corrupt', { x: fromRows(clean, model.samples.x), ...noise })
  return { clean, corrupted: toRows(y) }
}

/** Mean peak signal-to-noise ratio in dB, of images whose grey values are known to lie in [0, 1]. */
export const quality = (images: Rows, clean: Rows): number =>
  meanPsnr(
    images.map((image) => image.map((grey) => Math.min(1, Math.max(0, grey)))),
    clean,
  )

/** That images are restored better than by a rival, by so many dB: squared errors to each other, in geometric mean. */
export const betterBy = (decibels: number, name: string, gain: number): Claim => ({
  name,
  measured: 10 ** (-gain / 10),
  bound: 10 ** (-decibels / 10),
})

const shown = 12

/** The first held-out images, a row for each thing that was made of them, with its quality over all of them. */
export function restorationFigure(
  { clean }: Restoration,
  made: Readonly<Record<string, Rows>>,
  title: string,
  caption: string,
): Findings['figures'][number] {
  const side = sideOf(clean[0])
  const size = { height: side, width: side, channels: 1 }
  const rows = Object.entries(made).map(([label, images]) => ({
    label,
    ...(images[0].length === side ** 2 ? { note: `${quality(images, clean).toFixed(1)} dB` } : {}),
    images: images.slice(0, shown).map((image) => enlarged(image, size) ?? image),
  }))
  return {
    title,
    caption,
    ...imageGrid([...rows, { label: 'True', images: clean.slice(0, shown) }], side, side),
  }
}
