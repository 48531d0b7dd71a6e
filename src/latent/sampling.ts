import type { Random } from '../data/random.ts'
import { priorOf } from '../laws/flow/priors.ts'
import type { Rows } from '../laws/rows.ts'
import type { Subject } from '../subjects/subject.ts'
import { drawGaussian, fitGaussian } from './gaussian.ts'

/** Whether the model itself says how its codes are distributed; a plain autoencoder does not. */
export const hasPrior = ({ functions: { encode } }: Subject): boolean =>
  encode === undefined || encode.outputs.includes('mean')

/** Codes drawn from the subject's prior: standard normal unless it declares another. [count][latent] */
export function drawPrior(subject: Subject, latent: number, count: number, random: Random): Rows {
  const all = priorOf(subject).draw(count * latent, random)
  return Array.from({ length: count }, (_, i) => all.slice(i * latent, (i + 1) * latent))
}

/** Codes drawn from a Gaussian fitted to known ones, for a model without a prior. [count][latent] */
export const drawLike = (codes: Rows, count: number, random: Random): Rows =>
  drawGaussian(fitGaussian(codes), count, random)
