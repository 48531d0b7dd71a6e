import { lossesPullApart } from './gan/directions.ts'
import { discriminatorLossIsDeclared } from './gan/discriminator-loss.ts'
import { lossesAreStable } from './gan/extremes.ts'
import { generatorLossIsDeclared } from './gan/generator-loss.ts'
import { discriminatorGradient, generatorGradient } from './gan/gradient.ts'
import { optimalOnTheLine } from './gan/line.ts'
import { optimalDiscriminator } from './gan/optimum.ts'
import { scoresAsDeclared } from './gan/scores.ts'
import { ganBatchIndependent, ganBatchStatistics, ganLossesAreMeans, ganShapes } from './gan/shapes.ts'
import { samplesAreToldApart } from './gan/told-apart.ts'
import type { Law } from './law.ts'

/** The laws of generative adversarial networks: what both networks are, what each is taught, and where that ends. */
export const ganLaws: readonly Law[] = [
  ganShapes,
  scoresAsDeclared,
  discriminatorLossIsDeclared,
  generatorLossIsDeclared,
  discriminatorGradient,
  generatorGradient,
  lossesPullApart,
  optimalDiscriminator,
  optimalOnTheLine,
  ganLossesAreMeans,
  ganBatchIndependent,
  ganBatchStatistics,
  samplesAreToldApart,
  lossesAreStable,
]
