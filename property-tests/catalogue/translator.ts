import { translatorLaws } from '../../src/laws/translator.ts'
import { type ToyTranslatorChoices, toyTranslator } from '../laws/translator-subjects.ts'
import type { Family } from './specimen.ts'
import { because, heldTo, named } from './subjects.ts'

const { facts, specimen, violators } = heldTo(translatorLaws)

/** Choices that are all right where they are declared, and the laws that do not apply to each. */
export const rightTranslators: readonly (readonly [ToyTranslatorChoices, exempt: readonly string[]])[] = [
  [{}, []],
  [{ norm: 'l2' }, []],
  [{ lambda: 10 }, []],
  [{ features: 4 }, ['identity-loss']],
  [{ batch: 3 }, []],
  [{ batch: 1 }, ['losses-are-means', 'batch-independent']],
]

export const translators: Family = {
  name: 'translator',
  laws: facts,
  rights: rightTranslators.flatMap(([choices]) =>
    (['float64', 'float32'] as const).map((precision) =>
      specimen(named({ ...choices, precision }), (seed) => toyTranslator({ ...choices, precision, seed })),
    ),
  ),
  mutants: violators((_, seed) => toyTranslator({ seed }), {
    ...because(
      'a mean over samples as the right one is: only the definition tells which',
      'cycle-loss: the directions are swapped',
      'cycle-loss: one term is missing',
      'cycle-loss: translations are compared before they come back',
      'cycle-loss: lambda is 10, whatever is declared',
      'identity-loss: the directions are swapped',
      'identity-loss: one term is missing',
      'identity-loss: the loss is that of the cycle',
    ),
  }),
}
