import type { Bijector } from './bijector.ts'

/** The bijector the other way about: what took data to latents takes latents to data. */
export const inverse = ({ dim, parameters, toLatent, toData }: Bijector): Bijector => ({
  dim,
  parameters,
  toLatent: toData,
  toData: toLatent,
})
