import { batchIndependent } from './denoiser/batch.ts'
import { quadraticInClean } from './denoiser/clean.ts'
import { extremes } from './denoiser/extremes.ts'
import { gaussianCorruption } from './denoiser/gaussian.ts'
import { maskingCorruption } from './denoiser/masking.ts'
import { noiseIsInput } from './denoiser/noise.ts'
import { perfectHasNoLoss } from './denoiser/perfect.ts'
import { shapesAndFinite } from './denoiser/shapes.ts'
import { targetIsClean } from './denoiser/target.ts'
import type { Law } from './law.ts'

/** The laws of denoisers: what they are trained against, how inputs are corrupted, and what all functions obey. */
export const denoiserLaws: readonly Law[] = [
  shapesAndFinite,
  targetIsClean,
  perfectHasNoLoss,
  quadraticInClean,
  gaussianCorruption,
  maskingCorruption,
  noiseIsInput,
  batchIndependent,
  extremes,
]
