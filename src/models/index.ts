import { deepAutoencoder } from './deep-autoencoder.ts'
import { linearAutoencoder } from './linear-autoencoder.ts'
import type { Model } from './model.ts'
import { realNvp } from './realnvp.ts'

export { deepAutoencoder } from './deep-autoencoder.ts'
export { linearAutoencoder } from './linear-autoencoder.ts'
export { type Conventions, type Kind, kinds, type Model, type ModelFunction } from './model.ts'
export { realNvp } from './realnvp.ts'

/** Every model by its name, as the commands know it. */
export const models: Readonly<Record<string, (options?: Record<string, number>) => Model>> = {
  'linear-autoencoder': linearAutoencoder,
  'deep-autoencoder': deepAutoencoder,
  realnvp: realNvp,
}

/** The model of a name. Throws a RangeError that lists the names where there is none. */
export function modelNamed(name: string, options?: Record<string, number>): Model {
  if (!Object.hasOwn(models, name)) {
    throw new RangeError(`no model is called '${name}'; the models are ${Object.keys(models).join(', ')}`)
  }
  return models[name](options)
}
