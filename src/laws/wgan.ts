import type { Law } from './law.ts'
import { lossesAreEquivariant } from './wgan/equivariant.ts'
import { criticLossIsDeclared, generatorLossIsDeclared } from './wgan/losses.ts'
import { penaltyIsOfGradient } from './wgan/penalty.ts'
import { penaltyIsOfPointsBetween } from './wgan/segment.ts'
import { wganBatchIndependent, wganLossesAreMeans, wganShapes } from './wgan/shapes.ts'
import { lossIsTransportOnTheLine } from './wgan/transport.ts'

/** The laws of Wasserstein GANs: linear losses of the critic's scores, and the penalty of its gradient. */
export const wganLaws: readonly Law[] = [
  wganShapes,
  criticLossIsDeclared,
  generatorLossIsDeclared,
  lossesAreEquivariant,
  lossIsTransportOnTheLine,
  penaltyIsOfGradient,
  penaltyIsOfPointsBetween,
  wganLossesAreMeans,
  wganBatchIndependent,
]
