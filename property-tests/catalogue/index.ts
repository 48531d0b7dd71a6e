import { autoencoders } from './autoencoder.ts'
import { denoisers } from './denoiser.ts'
import { flows } from './flow.ts'
import { formulaFamily } from './formula.ts'
import { gans } from './gan.ts'
import { samplers } from './sampler.ts'
import type { Family } from './specimen.ts'
import { trainings } from './training.ts'
import { translators } from './translator.ts'
import { vaes } from './vae.ts'
import { wgans } from './wgan.ts'

export { type KnownBug, knownBugs, knownConventions } from './known-bugs.ts'
export { type Family, type LawFacts, type Mutant, rejecting, type Specimen } from './specimen.ts'

/** Every law there is, and what each is tried on: right ones, and wrong ones. */
export const families: readonly Family[] = [
  autoencoders,
  denoisers,
  vaes,
  gans,
  wgans,
  translators,
  flows,
  samplers,
  formulaFamily,
  trainings,
]
