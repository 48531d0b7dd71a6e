import { affine } from './autoencoder/affine.ts'
import { principalAngles } from './autoencoder/angles.ts'
import { batchIndependent } from './autoencoder/batch.ts'
import { centring } from './autoencoder/centring.ts'
import { explainedVariance } from './autoencoder/explained-variance.ts'
import { extremes } from './autoencoder/extremes.ts'
import { interpolationContinuous } from './autoencoder/interpolation-continuous.ts'
import { interpolationEndpoints } from './autoencoder/interpolation-endpoints.ts'
import { lossIsReconstructionError } from './autoencoder/loss.ts'
import { pcaOptimum } from './autoencoder/optimum.ts'
import { shapesAndFinite } from './autoencoder/shapes.ts'
import { shiftInvariance } from './autoencoder/shift.ts'
import type { Law } from './law.ts'

/** The laws of autoencoders. The last five are about a linear one that was trained, and which PCA must equal. */
export const autoencoderLaws: readonly Law[] = [
  shapesAndFinite,
  batchIndependent,
  lossIsReconstructionError,
  extremes,
  interpolationEndpoints,
  interpolationContinuous,
  affine,
  pcaOptimum,
  principalAngles,
  explainedVariance,
  centring,
  shiftInvariance,
]
