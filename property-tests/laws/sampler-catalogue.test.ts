import { expect, test } from 'vitest'
import { float64Engine } from '../../src/engines/float64.ts'
import { runLaw } from '../../src/laws/run.ts'
import { openBoundary, wrapsWrongly } from '../../src/laws/sampler/mistakes.ts'
import { fromRatio, fromSteps } from '../../src/laws/sampler/steps.ts'
import { samplerLaws } from '../../src/laws/sampler.ts'
import { type Alteration, altered, mapCells } from '../../src/laws/violators.ts'
import { phi4Flow } from '../../src/models/phi4-flow.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import { genericWeights } from '../support/weights.ts'

const model = phi4Flow({ side: 4, layers: 2, width: 2 })
const right = graphSubject(model, genericWeights(model, 11), float64Engine())

const summed: Alteration = ({ action }) => {
  const total = [...action.data].reduce((sum, s) => sum + s, 0)
  return { action: mapCells(action, () => total) }
}

interface Entry {
  readonly bug: string
  readonly alterations: Readonly<Record<string, Alteration>>
  /** Laws of different kinds that reject it. */
  readonly rejectedBy: readonly [string, string, ...string[]]
}

/** Mistakes that published codes of lattice field theory shipped, with the thread in which each was reported. */
const catalogue: readonly Entry[] = [
  {
    bug: 'importance log-weight sign wrong: weights are q / p (noegroup/bgflow PR#20)',
    alterations: { accept: fromRatio((ratio) => Math.min(1, Math.exp(-ratio))) },
    rejectedBy: ['sampler/accept-is-metropolis', 'sampler/detailed-balance'],
  },
  {
    bug: 'importance log-weight sign wrong: of log q alone (noegroup/bgflow PR#20)',
    alterations: {
      accept: fromSteps(([pOld, qOld, pNew, qNew]) => Math.min(1, Math.exp(pNew + qNew - pOld - qOld))),
    },
    rejectedBy: ['sampler/detailed-balance', 'sampler/perfect-proposals-are-taken'],
  },
  {
    bug: 'periodic wrap: the last row has no neighbour below (common knowledge)',
    alterations: { action: openBoundary },
    rejectedBy: ['sampler/action-is-phi4', 'sampler/action-is-symmetric'],
  },
  {
    bug: 'periodic wrap: the end of a row goes on in the next row (common knowledge)',
    alterations: { action: wrapsWrongly },
    rejectedBy: ['sampler/action-is-symmetric', 'sampler/density-is-action'],
  },
  {
    bug: 'action summed over the batch (wohlert/semi-supervised-pytorch#21, in another guise)',
    alterations: { action: summed },
    rejectedBy: ['sampler/batch-independent', 'sampler/action-is-phi4'],
  },
]

test.each(catalogue)('$bug', async ({ alterations, rejectedBy }) => {
  const wrong = altered(right, alterations)
  const rejecting: string[] = []
  for (const law of samplerLaws) {
    const { verdict } = await runLaw(law, wrong, { seed: 3, shrinkTime: 0 })
    if (verdict === 'fail') rejecting.push(law.name)
  }
  expect(rejecting).toEqual(expect.arrayContaining([...rejectedBy]))
})
