import { describe, expect, test } from 'vitest'
import { engineNamed } from '../../src/engines/index.ts'
import { lawsOf, runLaw } from '../../src/laws/index.ts'
import {
  denoisingAutoencoder,
  laplaceVae,
  linearVae,
  maskingAutoencoder,
  realNvp,
  superResolution,
} from '../../src/models/index.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import { genericWeights } from '../support/weights.ts'

const right = [
  realNvp({ dim: 2, couplings: 3, width: 12 }),
  denoisingAutoencoder({ dim: 64, width: 20 }),
  denoisingAutoencoder({ dim: 2, width: 5 }),
  maskingAutoencoder({ dim: 64, width: 20 }),
  maskingAutoencoder({ dim: 2, width: 5 }),
  superResolution({ dim: 64, channels: 4 }),
  linearVae({ dim: 12, latent: 3 }),
  laplaceVae({ dim: 12, latent: 1, width: 8 }),
]

// A right subject that fails one of 15 laws in 1,000 of these would be seen here with a chance of 1 - 0.999^(15 * 40),
// 45 %.
describe.each(right)('$name, $options', (model) => {
  test.each(['float64', 'gpu:webasm', 'onnx'])('on %s no law accuses it, from 40 seeds', async (name) => {
    const engine = await engineNamed(name)
    const accused: unknown[] = []
    for (let seed = 100; seed < 140; seed++) {
      const subject = graphSubject(model, genericWeights(model, seed), engine)
      for (const law of lawsOf(model.kind)) {
        const verdict = await runLaw(law, subject, { seed })
        if (verdict.verdict === 'fail' || verdict.verdict === 'error') accused.push(verdict)
      }
      await subject.dispose()
    }
    await engine.dispose()
    expect(accused).toEqual([])
  })
})
