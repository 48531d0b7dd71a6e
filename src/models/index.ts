import { bijectors } from './bijectors.ts'
import { convolutionalAutoencoder } from './convolutional-autoencoder.ts'
import { cycleGan } from './cyclegan.ts'
import { dcgan } from './dcgan.ts'
import { deepAutoencoder } from './deep-autoencoder.ts'
import { denoisingAutoencoder, maskingAutoencoder } from './denoising-autoencoder.ts'
import { gan, gan2d } from './gan.ts'
import { ganHinge, ganLeastSquares, ganMinimax } from './gan-losses.ts'
import { gaussianVae } from './gaussian-vae.ts'
import { laplaceVae } from './laplace-vae.ts'
import { linearAutoencoder } from './linear-autoencoder.ts'
import { linearVae } from './linear-vae.ts'
import { iaf, maf } from './maf.ts'
import type { Model } from './model.ts'
import { moleculeVae } from './molecule-vae.ts'
import { nice } from './nice.ts'
import { phi4Flow } from './phi4-flow.ts'
import { realNvp } from './realnvp.ts'
import { realNvpImage } from './realnvp-image.ts'
import { splineFlow } from './spline-flow.ts'
import { superResolution } from './super-resolution.ts'
import { logitNormal, lognormal } from './transformed-densities.ts'
import { vae } from './vae.ts'
import { wgan, wganGp } from './wgan.ts'

export { convolutionalAutoencoder } from './convolutional-autoencoder.ts'
export { cycleGan } from './cyclegan.ts'
export { dcgan } from './dcgan.ts'
export { deepAutoencoder } from './deep-autoencoder.ts'
export { denoisingAutoencoder, maskingAutoencoder } from './denoising-autoencoder.ts'
export { gan, gan2d } from './gan.ts'
export { ganHinge, ganLeastSquares, ganMinimax } from './gan-losses.ts'
export { gaussianVae } from './gaussian-vae.ts'
export { laplaceVae } from './laplace-vae.ts'
export { linearAutoencoder } from './linear-autoencoder.ts'
export { linearVae } from './linear-vae.ts'
export { iaf, maf } from './maf.ts'
export {
  type Conventions,
  type Kind,
  kinds,
  type Model,
  type ModelFunction,
  type Noise,
  type Phase,
  recipeOf,
  whileTraining,
} from './model.ts'
export { moleculeVae } from './molecule-vae.ts'
export { nice } from './nice.ts'
export { phi4Flow } from './phi4-flow.ts'
export { realNvp } from './realnvp.ts'
export { realNvpImage } from './realnvp-image.ts'
export { splineFlow } from './spline-flow.ts'
export { superResolution } from './super-resolution.ts'
export { logitNormal, lognormal } from './transformed-densities.ts'
export { vae } from './vae.ts'
export { wgan, wganGp } from './wgan.ts'

/** Every model by its name, as the commands know it. */
export const models: Readonly<Record<string, (options?: Readonly<Record<string, number>>) => Model>> = {
  'linear-autoencoder': linearAutoencoder,
  'deep-autoencoder': deepAutoencoder,
  'convolutional-autoencoder': convolutionalAutoencoder,
  'denoising-autoencoder': denoisingAutoencoder,
  'masking-autoencoder': maskingAutoencoder,
  'super-resolution': superResolution,
  vae,
  'gaussian-vae': gaussianVae,
  'linear-vae': linearVae,
  'laplace-vae': laplaceVae,
  'molecule-vae': moleculeVae,
  lognormal,
  'logit-normal': logitNormal,
  ...bijectors,
  nice,
  gan,
  'gan-2d': gan2d,
  'gan-minimax': ganMinimax,
  'gan-hinge': ganHinge,
  'gan-least-squares': ganLeastSquares,
  dcgan,
  wgan,
  'wgan-gp': wganGp,
  cyclegan: cycleGan,
  realnvp: realNvp,
  'realnvp-image': realNvpImage,
  maf,
  iaf,
  'spline-flow': splineFlow,
  'phi4-flow': phi4Flow,
}

/**
 * The model of a name, at the sizes given. Throws a RangeError where there is none of that name, which lists those there
 * are, and for a size that the model does not have.
 */
export function modelNamed(name: string, options: Readonly<Record<string, number>> = {}): Model {
  if (!Object.hasOwn(models, name)) {
    throw new RangeError(`no model is called '${name}'; the models are ${Object.keys(models).join(', ')}`)
  }
  const model = models[name](options)
  const unknown = Object.keys(options).find((size) => !Object.hasOwn(model.options, size))
  if (unknown !== undefined) {
    throw new RangeError(`${name} has no size '${unknown}'; it has ${Object.keys(model.options).join(', ')}`)
  }
  if (!isWhole(model)) {
    const given = Object.entries(options).map(([size, number]) => `${size} = ${number}`)
    throw new RangeError(`${name}: sizes must be whole numbers from 1, got ${given.join(', ')}`)
  }
  return model
}

/** Whether every parameter and input has a shape. Options that are no sizes, beta say, may be any number. */
function isWhole({ parameters, functions }: Model): boolean {
  const shapes = [
    ...Object.values(parameters).map(({ shape }) => shape),
    ...Object.values(functions).flatMap(({ inputs }) => Object.values(inputs)),
  ]
  return shapes.flat().every((length) => Number.isSafeInteger(length) && length >= 1)
}
