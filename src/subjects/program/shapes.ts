import { DataError } from '../../data/data-error.ts'
import type { Kind } from '../../models/model.ts'
import type { Shape } from '../../ops/shape.ts'
import { list } from '../manifest-json.ts'

/** Inputs that are one number a sample: [N]. */
const scalars: Partial<Record<Kind, readonly string[]>> = {
  gan: ['discriminator_loss.real', 'discriminator_loss.fake', 'generator_loss.fake'],
  wgan: ['critic_loss.real', 'critic_loss.fake', 'generator_loss.fake', 'gradient_penalty.alpha'],
  sampler: ['accept.log_p_old', 'accept.log_q_old', 'accept.log_p_new', 'accept.log_q_new'],
}

/** Inputs of one shape: who knows that of one knows that of all. */
const alike: Partial<Record<Kind, readonly string[]>> = {
  denoiser: ['x', 'noise'],
  flow: ['x', 'z'],
  sampler: ['x', 'z', 'phi'],
  translator: ['x', 'a', 'b'],
  vae: ['z', 'mean', 'spread', 'eps'],
  wgan: ['x', 'gradient_penalty.real', 'gradient_penalty.fake'],
}

/** Draws of a sample, for an importance-weighted bound: any number would do. */
const draws = 5

/** Where a program's functions stand, and what is said of their shapes. */
export interface Stated {
  readonly path: string
  readonly kind: Kind
  readonly shapes: Readonly<Record<string, Shape>>
}

/** The shape of one sample of a function's input. Throws a DataError where nothing that is stated tells it. */
export function sampleShape({ path, kind, shapes }: Stated, name: string, input: string): Shape {
  const full = `${name}.${input}`
  const stated = shapes[full] ?? shapes[input]
  if (stated) return stated
  if (scalars[kind]?.includes(full)) return []
  const like = alike[kind] ?? []
  const known = like.find((other) => shapes[other])
  if (known && full === 'iwae.eps') return [draws, ...shapes[known]]
  if (known && (like.includes(full) || like.includes(input))) return shapes[known]
  throw new DataError(
    `${path}: shapes: neither the manifest nor the program states the shape of ${list([input])}, which ${name} takes; ` +
      `state that of one sample, as "shapes": { ${list([input])}: [2] }`,
  )
}
