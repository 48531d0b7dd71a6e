import { describe, expect, test } from 'vitest'
import { lawsOf, runLaw } from '../../src/laws/index.ts'
import { gaussianVae, laplaceVae, linearVae, vae } from '../../src/models/index.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import { describeEngines } from '../support/engines.ts'
import { genericWeights } from '../support/weights.ts'

const sizes = { dim: 12, latent: 3, samples: 3 }
const models = [
  vae({ ...sizes, width: 10 }),
  gaussianVae({ ...sizes, width: 10, sigma: 0.5, beta: 4 }),
  linearVae(sizes),
  laplaceVae({ ...sizes, latent: 2, width: 10 }),
]

describe('our variational autoencoders obey every law', () => {
  describeEngines((engine) => {
    test.each(models)('$name', async (model) => {
      for (const seed of [1, 2]) {
        const subject = graphSubject(model, genericWeights(model, seed), engine())
        const accused = []
        for (const law of lawsOf('vae')) {
          const verdict = await runLaw(law, subject, { seed })
          if (verdict.verdict === 'fail' || verdict.verdict === 'error') accused.push(verdict)
        }
        expect(accused).toEqual([])
        await subject.dispose()
      }
    })
  })
})
