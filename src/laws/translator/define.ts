import type { Subject } from '../../subjects/subject.ts'
import { lawOf } from '../adversarial/define.ts'
import type { Family } from '../adversarial/shapes.ts'

export const translatorLaw = lawOf('translator')

/** What the functions of a translator give: each map something of the other domain. */
export const translatorFamily: Family = {
  kind: 'translator',
  maps: {
    a_to_b: ({ functions }) => functions.b_to_a?.inputs.x,
    b_to_a: ({ functions }) => functions.a_to_b?.inputs.x,
  },
  losses: ['cycle_loss', 'identity_loss'],
}

export const lambdaOf = ({ conventions }: Subject): number =>
  typeof conventions.lambda === 'number' ? conventions.lambda : 1
