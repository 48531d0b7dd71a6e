import type { Law } from './law.ts'
import { acceptIsMetropolis, detailedBalance } from './sampler/accept.ts'
import { actionIsPhi4, actionIsSymmetric } from './sampler/action.ts'
import { densityIsAction } from './sampler/density.ts'
import { perfectProposals } from './sampler/perfect.ts'
import { proposalDensity } from './sampler/proposal.ts'
import { batchIndependent, shapes } from './sampler/shapes.ts'

/** The laws of samplers: a density, proposals of known density, and the step that makes them exact. */
export const samplerLaws: readonly Law[] = [
  shapes,
  actionIsPhi4,
  actionIsSymmetric,
  densityIsAction,
  proposalDensity,
  acceptIsMetropolis,
  detailedBalance,
  perfectProposals,
  batchIndependent,
]
