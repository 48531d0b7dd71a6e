import { float64Engine } from '../../src/engines/float64.ts'
import { readCase } from '../../src/goldens/case.ts'
import { goldenModel } from '../../src/goldens/models.ts'
import { openBoundary, wrapsWrongly } from '../../src/laws/sampler/mistakes.ts'
import { fromRatio, fromSteps } from '../../src/laws/sampler/steps.ts'
import { samplerLaws } from '../../src/laws/sampler.ts'
import { type Alteration, mapCells } from '../../src/laws/violators.ts'
import { phi4Flow } from '../../src/models/phi4-flow.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { genericWeights } from '../support/weights.ts'
import type { Family, Mutant } from './specimen.ts'
import { because, heldTo, type Mistake } from './subjects.ts'

const { facts, mistaken, specimen, violators } = heldTo(samplerLaws)

const model = phi4Flow({ side: 4, layers: 2, width: 2 })
const right = (seed: number): Subject =>
  graphSubject(model, genericWeights(model, seed + 10), float64Engine())

const summed: Alteration = ({ action }) => {
  const total = [...action.data].reduce((sum, s) => sum + s, 0)
  return { action: mapCells(action, () => total) }
}

/** Mistakes that published codes of lattice field theory shipped. */
const mistakes: readonly Mistake[] = [
  {
    bug: 23,
    name: 'importance log-weight sign wrong: weights are q / p',
    alterations: { accept: fromRatio((ratio) => Math.min(1, Math.exp(-ratio))) },
    laws: ['accept-is-metropolis', 'detailed-balance'],
  },
  {
    bug: 23,
    name: 'importance log-weight sign wrong: of log q alone',
    alterations: {
      accept: fromSteps(([pOld, qOld, pNew, qNew]) => Math.min(1, Math.exp(pNew + qNew - pOld - qOld))),
    },
    laws: ['detailed-balance', 'perfect-proposals-are-taken'],
  },
  {
    bug: 27,
    name: 'periodic wrap: the last row has no neighbour below',
    alterations: { action: openBoundary },
    laws: ['action-is-phi4', 'action-is-symmetric'],
  },
  {
    bug: 27,
    name: 'periodic wrap: the end of a row goes on in the next row',
    alterations: { action: wrapsWrongly },
    laws: ['action-is-symmetric', 'density-is-action'],
  },
  {
    name: 'action summed over the batch',
    alterations: { action: summed },
    laws: ['batch-independent', 'action-is-phi4'],
  },
]

export const shippedSamplers: readonly Mutant[] = mistaken(right, mistakes)

export const samplers: Family = {
  name: 'sampler',
  laws: facts,
  rights: [
    specimen('a flow for phi^4', right),
    specimen('the golden flow for phi^4', () => {
      const { description, weights } = readCase('phi4-flow')
      return graphSubject(goldenModel(description), weights, float64Engine())
    }),
  ],
  mutants: [
    ...shippedSamplers,
    ...violators((_, seed) => right(seed), {
      ...because(
        'of log_density only the action knows anything',
        'density-is-action: log_density has the sign of the action',
        'density-is-action: log_density is halved',
        'density-is-action: log_density is a mean over the sites',
      ),
      ...because(
        'of log_q only the Jacobian of the proposals knows anything',
        'log-q-is-density-of-proposals: log_q has log|det dx/dz| with the wrong sign',
        'log-q-is-density-of-proposals: log_q is the density of z',
        'log-q-is-density-of-proposals: log_q lacks its constant',
        'log-q-is-density-of-proposals: proposals are scaled afterwards',
      ),
      ...because(
        'the Jacobian is taken of a batch of one point and its neighbours',
        'batch-independent: proposals subtract the mean of their batch',
      ),
    }),
  ],
}
