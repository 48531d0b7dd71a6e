import { centredOnBatch } from '../../src/laws/adversarial/batch.ts'
import type { Alteration } from '../../src/laws/violators.ts'
import { alphaTo, criticOfBatch, farther } from '../../src/laws/wgan/violators.ts'
import { wganLaws } from '../../src/laws/wgan.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { type ToyWganChoices, toyWgan } from '../laws/wgan-subjects.ts'
import type { Family, Mutant } from './specimen.ts'
import { because, heldTo, type Mistake, named } from './subjects.ts'

const { facts, mistaken, shipped, specimen, violators } = heldTo(wganLaws)

/** Alpha drawn for each pixel, all of a sample's being made from the one that is given. */
const alphaPerPixel: Alteration = alphaTo((alpha) => (alpha * 7.3) % 1)

/** Mistakes that published implementations shipped, and laws that reject each. */
const mistakes: readonly Mistake[] = [
  {
    bug: 49,
    name: 'alpha is not the one that is given',
    alterations: { gradient_penalty: alphaPerPixel },
    laws: ['gradient-penalty', 'penalty-is-of-points-between'],
  },
  {
    bug: 49,
    name: 'points off the segment',
    alterations: { gradient_penalty: farther },
    laws: ['gradient-penalty', 'penalty-is-of-points-between'],
  },
  {
    bug: 51,
    name: 'batch normalisation couples the samples of the critic',
    alterations: { critic: centredOnBatch('score'), ...criticOfBatch },
    laws: ['gradient-penalty', 'penalty-is-of-points-between', 'losses-are-means', 'batch-independent'],
  },
]

export const shippedWgans: readonly Mutant[] = mistaken((seed) => toyWgan({ seed }), mistakes)

/** An alpha for each pixel is no number a sample. */
export function wganOfAlphaPerPixel(seed = 1): Subject {
  const subject = toyWgan({ seed })
  const { gradient_penalty, ...others } = subject.functions
  const inputs = { ...gradient_penalty.inputs, alpha: [5] }
  return { ...subject, functions: { ...others, gradient_penalty: { ...gradient_penalty, inputs } } }
}

/** Choices that are all right where they are declared, and the laws that do not apply to each. */
export const rightWgans: readonly (readonly [ToyWganChoices, exempt: readonly string[]])[] = [
  [{}, []],
  [{ ramps: true }, []],
  [{ sign: 'real_low' }, []],
  [{ lambda: 10 }, []],
  [{ batch: 3 }, []],
  [{ batch: 1 }, ['losses-are-means', 'batch-independent']],
  [{ lipschitz: 'clip' }, ['gradient-penalty', 'penalty-is-of-points-between']],
]

export const wgans: Family = {
  name: 'wgan',
  laws: facts,
  rights: rightWgans.flatMap(([choices]) =>
    (['float64', 'float32'] as const).map((precision) =>
      specimen(named({ ...choices, precision }), (seed) => toyWgan({ ...choices, precision, seed })),
    ),
  ),
  mutants: [
    ...shippedWgans,
    shipped({
      bug: 49,
      name: 'alpha is one for each pixel',
      make: wganOfAlphaPerPixel,
      laws: ['shapes-and-finite'],
    }),
    ...violators((_, seed) => toyWgan({ seed }), {
      ...because(
        'lambda is free: what is declared tells',
        'gradient-penalty: lambda is 10, whatever is declared',
      ),
      ...because(
        'every output is right, and belongs to another sample: only the batch tells',
        'batch-independent: critic gives the batch in reverse',
        'batch-independent: generate subtracts the mean of its batch',
        'batch-independent: generate gives the first sample for all',
      ),
    }),
  ],
}
