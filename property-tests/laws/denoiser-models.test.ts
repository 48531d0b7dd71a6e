import { describe, expect, test } from 'vitest'
import { lawsOf, runLaw } from '../../src/laws/index.ts'
import { denoisingAutoencoder, maskingAutoencoder, superResolution } from '../../src/models/index.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import { describeEngines } from '../support/engines.ts'
import { genericWeights } from '../support/weights.ts'

const small = [
  denoisingAutoencoder({ dim: 12, width: 10 }),
  maskingAutoencoder({ dim: 12, width: 10, masked: 0.4 }),
  superResolution({ dim: 36, channels: 3 }),
]

describe('our denoisers obey every law', () => {
  describeEngines((engine) => {
    test.each(small)('$name', async (model) => {
      for (const seed of [1, 2, 3]) {
        const subject = graphSubject(model, genericWeights(model, seed), engine())
        const accused = []
        for (const law of lawsOf('denoiser')) {
          const verdict = await runLaw(law, subject, { seed })
          if (!['pass', 'not applicable'].includes(verdict.verdict)) accused.push(verdict)
        }
        expect(accused).toEqual([])
        await subject.dispose()
      }
    })
  })
})
