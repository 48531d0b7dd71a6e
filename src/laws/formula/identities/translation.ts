import { scalar } from '../../../formulas/arrays.ts'
import { changes, ignores, known } from '../relations.ts'
import { each, scaled, shifted } from './cells.ts'
import type { Identities } from './identities.ts'

/** A loss of two pairs: each an image and what should be it. */
const distances = (a: string, a2: string, b: string, b2: string): Identities => ({
  symmetry: [
    ignores('each image exchanged with its translation changes nothing', (inputs) => ({
      [a]: inputs[a2],
      [a2]: inputs[a],
      [b]: inputs[b2],
      [b2]: inputs[b],
    })),
    ignores('the domains exchanged change nothing', (inputs) => ({
      [a]: inputs[b],
      [a2]: inputs[b2],
      [b]: inputs[a],
      [b2]: inputs[a2],
    })),
    ignores('one pair shifted alike changes nothing', (inputs) =>
      each(inputs, [a, a2], (of) => shifted(of, 1)),
    ),
  ],
  scaling: [
    changes(
      'images scaled scale the loss',
      (inputs) => each(inputs, [a, a2, b, b2], (of) => scaled(of, -2)),
      ({ loss }) => ({ loss: scaled(loss, 2) }),
    ),
  ],
  'special-values': [
    known(
      'the loss is 0 where each comes back as it was',
      (inputs) => ({ [a2]: inputs[a], [b2]: inputs[b] }),
      () => ({ loss: scalar(0) }),
    ),
    known(
      'one domain 1 off, the other 2, has the loss 3',
      (inputs) => ({ [a2]: shifted(inputs[a], 1), [b2]: shifted(inputs[b], -2) }),
      () => ({ loss: scalar(3) }),
    ),
  ],
})

export const translationIdentities: Readonly<Record<string, Identities>> = {
  cycle_loss: distances('a', 'a_cycled', 'b', 'b_cycled'),
  identity_loss: distances('a', 'a_from_b_to_a', 'b', 'b_from_a_to_b'),
}
