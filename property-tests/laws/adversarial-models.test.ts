import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { lawsOf, runLaw } from '../../src/laws/index.ts'
import { cycleGan } from '../../src/models/cyclegan.ts'
import { dcgan } from '../../src/models/dcgan.ts'
import { gan2d } from '../../src/models/gan.ts'
import { ganHinge, ganLeastSquares, ganMinimax } from '../../src/models/gan-losses.ts'
import { wgan, wganGp } from '../../src/models/wgan.ts'
import { initialWeights } from '../../src/nn/parameters.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import { describeEngines } from '../support/engines.ts'

const small = [
  gan2d({ width: 8 }),
  ganMinimax({ width: 8 }),
  ganHinge({ width: 8 }),
  ganLeastSquares({ width: 8 }),
  wgan({ width: 8 }),
  wganGp({ width: 8 }),
  dcgan({ dim: 64, latent: 4, channels: 2 }),
  cycleGan({ dim: 64, channels: 2, blocks: 1 }),
]

describe('our adversarial models obey every law', () => {
  describeEngines((engine) => {
    test.each(small)('$name', async (model) => {
      const weights = initialWeights(model.parameters, seededRandom(3))
      const subject = graphSubject(model, weights, engine())
      const accused = []
      for (const law of lawsOf(model.kind)) {
        const verdict = await runLaw(law, subject, { seed: 3, runs: 2 })
        if (!['pass', 'not applicable'].includes(verdict.verdict)) accused.push(verdict)
      }
      expect(accused).toEqual([])
      await subject.dispose()
    })
  })
})
