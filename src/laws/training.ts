import type { Model } from '../models/model.ts'
import { alphaLiesBetween } from './training/alpha.ts'
import { clipHolds, clippedCriticIsLipschitz } from './training/clip.ts'
import type { TrainingLaw } from './training/define.ts'
import { generatorDeceives, judgeTellsApart } from './training/scores.ts'
import { evaluationNearsTraining, statisticsAreRenewed } from './training/statistics.ts'
import { functionsStandStill, phasesMoveTheirOwn, stepsLowerTheirLoss } from './training/turns.ts'

export type { Training, TrainingLaw } from './training/define.ts'
export { drawInputs, startTraining } from './training/start.ts'

/** The laws of models whose phases take turns: who moves when, which way, and what is kept. */
export const trainingLaws: readonly TrainingLaw[] = [
  phasesMoveTheirOwn,
  functionsStandStill,
  stepsLowerTheirLoss,
  generatorDeceives,
  judgeTellsApart,
  clipHolds,
  clippedCriticIsLipschitz,
  alphaLiesBetween,
  statisticsAreRenewed,
  evaluationNearsTraining,
]

/** Whether they are about a model. */
export const takesTurns = ({ phases }: Model): boolean => phases.length > 1
