import { formulaBatch } from './formula/batch.ts'
import { identityLaws } from './formula/identity.ts'
import { formulaShapes } from './formula/shapes.ts'
import { formulaExtremes, formulaValue } from './formula/value.ts'
import type { Law } from './law.ts'

/** The laws of single formulas. */
export const formulaLaws: readonly Law[] = [
  formulaShapes,
  formulaValue,
  formulaExtremes,
  formulaBatch,
  ...identityLaws,
]
