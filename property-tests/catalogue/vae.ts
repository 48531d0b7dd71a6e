import { vaeLaws } from '../../src/laws/vae.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { ppcaSubject } from '../laws/vae-ppca.ts'
import { stringVae } from '../laws/vae-strings.ts'
import {
  knownVaes,
  rightVaes,
  spreads,
  type ToyChoices,
  toyVae,
  unstatedLaws,
  unstatedVae,
} from '../laws/vae-subjects.ts'
import type { Family } from './specimen.ts'
import { because, heldTo, named } from './subjects.ts'
import { shippedVaes } from './vae-mistakes.ts'

const { facts, specimen, violators } = heldTo(vaeLaws)

const conventions: readonly ToyChoices[] = [
  ...spreads.map((spread) => ({ spread, hasSpread: true })),
  { beta: 4 },
  { constants: 'dropped' },
  { batch: 4 },
]

/** Laws of the bound: where the decoder is linear, log p(x) is known besides. */
const ofTheBound = ['elbo-parts', 'elbo-kl', 'reconstruction-is-log-likelihood', 'elbo-below-evidence']

/** The right subject that a law's violators are made of. */
function rightFor(law: string, seed: number): Subject {
  if (law === 'decoder-is-causal') return stringVae(seed)
  if (law === 'ppca-optimum' || law === 'iwae-below-evidence') return ppcaSubject(seed)
  if (unstatedLaws.includes(law)) return unstatedVae({ seed })
  if (ofTheBound.includes(law)) return toyVae({ seed, isLinear: true })
  return toyVae({ seed })
}

export const vaes: Family = {
  name: 'vae',
  laws: facts,
  rights: [
    ...[...rightVaes, ...knownVaes, ...conventions].flatMap((choices) =>
      (['float64', 'float32'] as const).map((precision) =>
        specimen(named({ ...choices, precision }), (seed) => toyVae({ ...choices, precision, seed })),
      ),
    ),
    specimen('a VAE of a sigma that is not stated', (seed) => unstatedVae({ seed })),
    specimen('a VAE of strings', (seed) => stringVae(seed)),
    specimen('a linear VAE at its optimum', (seed) => ppcaSubject(seed)),
  ],
  mutants: [
    ...shippedVaes,
    ...violators(rightFor, {
      ...because(
        'without a sigma nothing but the own reconstruction of elbo tells what the bound should be',
        'iwae-of-elbo: log 2 is subtracted',
        'iwae-of-elbo: eps has the other sign',
        'iwae-of-elbo: it has the sign of a loss',
      ),
    }),
  ],
}
