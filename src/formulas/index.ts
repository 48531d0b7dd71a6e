import { closestName } from '../data/closest-name.ts'
import { quote } from '../data/data-error.ts'
import { adversarialFormulas } from './adversarial.ts'
import { convolutionFormulas } from './convolution.ts'
import { flowFormulas } from './flows.ts'
import type { Formula } from './formula.ts'
import { gaussianFormulas } from './gaussian.ts'
import { normalisationFormulas } from './normalisation.ts'
import { optimiserFormulas } from './optimisers.ts'
import { pcaFormulas } from './pca.ts'
import { samplingFormulas } from './sampling.ts'
import { styleFormulas } from './style.ts'
import { translationFormulas } from './translation.ts'

export {
  type Axes,
  type BatchUse,
  type Choices,
  defaultSettings,
  type Formula,
  type Input,
  type Settings,
} from './formula.ts'

/** Every formula of the catalogue, by name. */
export const formulas: ReadonlyMap<string, Formula> = new Map(
  [
    ...gaussianFormulas,
    ...adversarialFormulas,
    ...normalisationFormulas,
    ...styleFormulas,
    ...translationFormulas,
    ...flowFormulas,
    ...samplingFormulas,
    ...pcaFormulas,
    ...convolutionFormulas,
    ...optimiserFormulas,
  ].map((formula) => [formula.name, formula]),
)

/** The formula of that name. Throws a RangeError, with a name that is near, where there is none. */
export function formulaNamed(name: string): Formula {
  const found = formulas.get(name)
  if (found) return found
  const near = closestName(name, [...formulas.keys()])
  const cure = near ? `did you mean ${quote(near)}?` : `the formulas are ${[...formulas.keys()].join(', ')}`
  throw new RangeError(`there is no formula ${quote(name)}; ${cure}`)
}
