import type { Relation } from '../trial.ts'
import { adversarialIdentities } from './adversarial.ts'
import { convolutionIdentities } from './convolution.ts'
import { flowIdentities } from './flows.ts'
import { gaussianIdentities } from './gaussian.ts'
import type { Family, Identities } from './identities.ts'
import { normalisationIdentities } from './normalisation.ts'
import { optimiserIdentities } from './optimisers.ts'
import { pcaIdentities } from './pca.ts'
import { regulariserIdentities } from './regularisers.ts'
import { samplingIdentities } from './sampling.ts'
import { styleIdentities } from './style.ts'
import { translationIdentities } from './translation.ts'

export { type Family, families } from './identities.ts'

const all: Readonly<Record<string, Identities>> = {
  ...gaussianIdentities,
  ...adversarialIdentities,
  ...regulariserIdentities,
  ...normalisationIdentities,
  ...styleIdentities,
  ...translationIdentities,
  ...flowIdentities,
  ...samplingIdentities,
  ...pcaIdentities,
  ...convolutionIdentities,
  ...optimiserIdentities,
}

/** What must hold of a formula besides its values, of one family. */
export const relationsOf = (formula: string, family: Family): readonly Relation[] =>
  all[formula]?.[family] ?? []
