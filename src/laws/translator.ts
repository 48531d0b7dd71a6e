import type { Law } from './law.ts'
import { cycleLossIsThereAndBack } from './translator/cycle-loss.ts'
import { identityLossIsOfOwnDomain } from './translator/identity-loss.ts'
import { domainsAreUnpaired } from './translator/separate.ts'
import {
  translatorBatchIndependent,
  translatorLossesAreMeans,
  translatorShapes,
} from './translator/shapes.ts'

/** The laws of translators between two domains: what comes back, and what must be left alone. */
export const translatorLaws: readonly Law[] = [
  translatorShapes,
  cycleLossIsThereAndBack,
  identityLossIsOfOwnDomain,
  domainsAreUnpaired,
  translatorLossesAreMeans,
  translatorBatchIndependent,
]
