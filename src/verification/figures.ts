import { type Random, seededRandom } from '../data/random.ts'
import { float64Engine } from '../engines/float64.ts'
import { type Kind, type Model, recipeOf } from '../models/model.ts'
import { lossCurve } from '../report/plots/loss-curve.ts'
import type { Figure } from '../report/report.ts'
import { graphSubject } from '../subjects/graph.ts'
import type { Subject } from '../subjects/subject.ts'
import { generatorFigures, translatorFigures } from './adversarial-figures.ts'
import { autoencoderFigures } from './autoencoder-figures.ts'
import { denoiserFigures } from './denoiser-figures.ts'
import { flowFigures } from './flow-figures.ts'
import type { Trained } from './trained.ts'
import { vaeFigures } from './vae-figures.ts'

type Drawer = (trained: Trained, subject: Subject, random: Random) => Promise<Figure[]>

const drawers: Readonly<Partial<Record<Kind, Drawer>>> = {
  autoencoder: autoencoderFigures,
  denoiser: denoiserFigures,
  vae: vaeFigures,
  flow: flowFigures,
  gan: generatorFigures,
  wgan: generatorFigures,
  translator: translatorFigures,
}

/** The pictures of a trained model, by its kind. */
export async function figuresOf(trained: Trained, seed: number): Promise<Figure[]> {
  const { model, weights, losses } = trained
  const subject = graphSubject(model, weights, float64Engine())
  const own = (await drawers[model.kind]?.(trained, subject, seededRandom(seed).split('figures'))) ?? []
  await subject.dispose()
  const series = model.phases.map(({ name: label }) => ({
    label,
    points: losses.map((now, i) => [i + 1, now[label]] as const),
  }))
  const curve: Figure = {
    model: model.name,
    title: 'Training',
    caption: `The loss of each of ${losses.length} steps${shortened(losses.length, model)}, on a batch of ${recipeOf(model).batch}.`,
    ...lossCurve(series, { log: model.kind === 'autoencoder' || model.kind === 'denoiser' }),
  }
  return [...own, curve]
}

/** What a picture of a short training must say. */
const shortened = (steps: number, model: Model): string =>
  steps < recipeOf(model).steps ? `, where its recipe has ${recipeOf(model).steps}` : ''
