import type { Law } from './law.ts'
import { batchIndependent } from './vae/batch.ts'
import { decoderIsCausal } from './vae/causal.ts'
import { elboKl, elboParts, reconstructionIsLogLikelihood } from './vae/elbo.ts'
import { elboBelowEvidence } from './vae/elbo-evidence.ts'
import { extremes } from './vae/extremes.ts'
import { headsIndependent } from './vae/heads.ts'
import { iwaeFormula, iwaeOneSample, iwaeRises } from './vae/iwae.ts'
import { iwaeBelowEvidence } from './vae/iwae-evidence.ts'
import { klClosedForm } from './vae/kl.ts'
import { klAdditive } from './vae/kl-additive.ts'
import { klNeverNegative } from './vae/kl-bounds.ts'
import { klZeroAtPrior } from './vae/kl-prior.ts'
import { klMonteCarlo } from './vae/monte-carlo.ts'
import { ppcaOptimum } from './vae/ppca.ts'
import { reparameterizeLaw, sameVariance } from './vae/reparameterize.ts'
import { scoreGradient } from './vae/score.ts'
import { shapesAndFinite } from './vae/shapes.ts'
import { iwaeIsOfElbo, reconstructionOfOneSigma } from './vae/unstated-sigma.ts'

/** The laws of variational autoencoders. The last is about a linear one that was trained. */
export const vaeLaws: readonly Law[] = [
  shapesAndFinite,
  klClosedForm,
  klNeverNegative,
  klZeroAtPrior,
  klAdditive,
  klMonteCarlo,
  reparameterizeLaw,
  sameVariance,
  scoreGradient,
  elboParts,
  elboKl,
  reconstructionIsLogLikelihood,
  reconstructionOfOneSigma,
  elboBelowEvidence,
  decoderIsCausal,
  iwaeOneSample,
  iwaeIsOfElbo,
  iwaeFormula,
  iwaeRises,
  iwaeBelowEvidence,
  batchIndependent,
  headsIndependent,
  extremes,
  ppcaOptimum,
]
