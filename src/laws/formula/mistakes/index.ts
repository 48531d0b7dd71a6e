import { adversarialMistakes } from './adversarial.ts'
import { convolutionMistakes } from './convolution.ts'
import { flowMistakes } from './flows.ts'
import { gaussianMistakes } from './gaussian.ts'
import type { Mistakes } from './mistake.ts'
import { normalisationMistakes } from './normalisation.ts'
import { optimiserMistakes } from './optimisers.ts'
import { pcaMistakes } from './pca.ts'
import { samplingMistakes } from './sampling.ts'
import { styleMistakes } from './style.ts'
import { translationMistakes } from './translation.ts'

const all: Readonly<Record<string, Mistakes>> = {
  ...gaussianMistakes,
  ...adversarialMistakes,
  ...normalisationMistakes,
  ...styleMistakes,
  ...translationMistakes,
  ...flowMistakes,
  ...samplingMistakes,
  ...pcaMistakes,
  ...convolutionMistakes,
  ...optimiserMistakes,
}

/** The known mistakes of a formula. */
export const mistakesOf = (formula: string): Mistakes => all[formula] ?? {}
