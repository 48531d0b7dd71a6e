import { batchIndependent } from './flow/batch.ts'
import { notDegenerate } from './flow/degenerate.ts'
import { densityOfSamples } from './flow/density-of-samples.ts'
import { dependence } from './flow/dependence.ts'
import { extremeLatents, extremes } from './flow/extremes.ts'
import { normalisedByImportance } from './flow/importance.ts'
import { inverse, inverseOfData } from './flow/inverse.ts'
import { dataLogDetIsJacobian, logDetIsJacobian } from './flow/log-det-jacobian.ts'
import { logDetsCancel } from './flow/log-dets-cancel.ts'
import { logProbIsChangeOfVariables } from './flow/log-prob.ts'
import { normalised } from './flow/normalised.ts'
import { samplesFollowDensity } from './flow/samples.ts'
import { shapes } from './flow/shapes.ts'
import type { Law } from './law.ts'

/** The laws of flows: a bijection between data and latent, its log-determinants, and the density that they make. */
export const flowLaws: readonly Law[] = [
  shapes,
  notDegenerate,
  inverse,
  inverseOfData,
  logDetsCancel,
  logDetIsJacobian,
  dataLogDetIsJacobian,
  logProbIsChangeOfVariables,
  densityOfSamples,
  normalised,
  normalisedByImportance,
  samplesFollowDensity,
  batchIndependent,
  dependence,
  extremes,
  extremeLatents,
]
