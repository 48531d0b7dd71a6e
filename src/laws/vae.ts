import type { Law } from './law.ts'
import { batchIndependent } from './vae/batch.ts'
import { elboKl, elboParts, reconstructionIsLogLikelihood } from './vae/elbo.ts'
import { extremes } from './vae/extremes.ts'
import { headsIndependent } from './vae/heads.ts'
import { iwaeFormula, iwaeOneSample, iwaeRises } from './vae/iwae.ts'
import { klClosedForm } from './vae/kl.ts'
import { klAdditive } from './vae/kl-additive.ts'
import { klNeverNegative } from './vae/kl-bounds.ts'
import { klZeroAtPrior } from './vae/kl-prior.ts'
import { klMonteCarlo } from './vae/monte-carlo.ts'
import { reparameterizeLaw, sameVariance } from './vae/reparameterize.ts'
import { shapesAndFinite } from './vae/shapes.ts'

/** The laws of variational autoencoders. */
export const vaeLaws: readonly Law[] = [
  shapesAndFinite,
  klClosedForm,
  klNeverNegative,
  klZeroAtPrior,
  klAdditive,
  klMonteCarlo,
  reparameterizeLaw,
  sameVariance,
  elboParts,
  elboKl,
  reconstructionIsLogLikelihood,
  iwaeOneSample,
  iwaeFormula,
  iwaeRises,
  batchIndependent,
  headsIndependent,
  extremes,
]
