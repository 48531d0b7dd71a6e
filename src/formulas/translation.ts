import type { Value } from '../engines/engine.ts'
import { map, meanOf, scalar } from './arrays.ts'
import { reals } from './domains.ts'
import { type Formula, formula, type Input } from './formula.ts'

const translated: Input = { axes: ['N', '...'], domain: reals }

/** The mean over all cells of |a - b|. */
const meanAbsolute = (a: Value, b: Value) => meanOf(map((x, y) => Math.abs(x - y), a, b))

const cycleLoss = formula({
  name: 'cycle_loss',
  statement: 'loss = mean |a_cycled - a| + mean |b_cycled - b|',
  source: 'Zhu et al. 2017 (CycleGAN), eq. 2',
  inputs: { a: translated, a_cycled: translated, b: translated, b_cycled: translated },
  outputs: { loss: [] },
  reduces: ['N', '...'],
  value: ({ a, a_cycled, b, b_cycled }) => ({
    loss: scalar(meanAbsolute(a, a_cycled) + meanAbsolute(b, b_cycled)),
  }),
})

const identityLoss = formula({
  name: 'identity_loss',
  statement: 'loss = mean |a_from_b_to_a - a| + mean |b_from_a_to_b - b|, each against its own domain',
  source: 'Zhu et al. 2017 (CycleGAN), section 5.2',
  inputs: { a: translated, a_from_b_to_a: translated, b: translated, b_from_a_to_b: translated },
  outputs: { loss: [] },
  reduces: ['N', '...'],
  value: ({ a, a_from_b_to_a, b, b_from_a_to_b }) => ({
    loss: scalar(meanAbsolute(a, a_from_b_to_a) + meanAbsolute(b, b_from_a_to_b)),
  }),
})

export const translationFormulas: readonly Formula[] = [cycleLoss, identityLoss]
