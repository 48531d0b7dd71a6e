import { noisyTarget } from '../../src/laws/denoiser/violators.ts'
import { denoiserLaws } from '../../src/laws/denoiser.ts'
import { type ToyChoices, toyDenoiser } from '../laws/denoiser-subjects.ts'
import type { Family, Mutant } from './specimen.ts'
import { altering, heldTo, named } from './subjects.ts'

const { facts, shipped, specimen, violators } = heldTo(denoiserLaws)

const aboutRandomness = [
  'perfect-has-no-loss',
  'loss-is-quadratic-in-clean',
  'gaussian-corruption',
  'masking-corruption',
]

/** Choices that are all right where they are declared, and the laws that do not apply to each. */
export const rightDenoisers: readonly (readonly [ToyChoices, exempt: readonly string[]])[] = [
  [{ corruption: 'gaussian' }, ['masking-corruption']],
  [{ corruption: 'gaussian', declares: false }, ['masking-corruption']],
  [{ corruption: 'gaussian', reduction: 'mean' }, ['masking-corruption']],
  [{ corruption: 'gaussian', reduction: 'sum' }, ['masking-corruption']],
  [{ corruption: 'gaussian', batch: 3 }, ['masking-corruption']],
  [{ corruption: 'gaussian', batch: 1 }, ['masking-corruption', 'batch-independent']],
  [{ corruption: 'masking' }, ['gaussian-corruption']],
  [{ corruption: 'masking', declares: false }, ['gaussian-corruption']],
  [{ corruption: 'masking', declares: false, noise: 'normal' }, ['gaussian-corruption']],
  [{ corruption: 'clipped' }, aboutRandomness],
  [{ corruption: 'halving' }, aboutRandomness],
]

/** The target is the noisy input: the network learns the identity. */
export const shippedDenoisers: readonly Mutant[] = (['gaussian', 'masking'] as const).map((corruption) =>
  shipped({
    bug: 39,
    name: `the target is the noisy input, ${corruption}`,
    make: altering((seed) => toyDenoiser({ corruption, seed }), { loss: noisyTarget }),
    laws: ['target-is-clean', 'perfect-has-no-loss', 'loss-is-quadratic-in-clean'],
  }),
)

export const denoisers: Family = {
  name: 'denoiser',
  laws: facts,
  rights: rightDenoisers.flatMap(([choices]) =>
    (['float64', 'float32'] as const).map((precision) =>
      specimen(named({ ...choices, precision }), (seed) => toyDenoiser({ ...choices, precision, seed })),
    ),
  ),
  mutants: [
    ...shippedDenoisers,
    ...violators((law, seed) =>
      toyDenoiser({ corruption: law.includes('masking') ? 'masking' : 'gaussian', seed }),
    ),
  ],
}
