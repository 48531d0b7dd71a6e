import { expect, test } from 'vitest'
import { engineNamed } from '../../src/engines/index.ts'
import { lawsOf, runLaw } from '../../src/laws/index.ts'
import { realNvp } from '../../src/models/index.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import { genericWeights } from '../support/weights.ts'

// A right subject that fails one law in 1,000 of these would be seen here with a chance of 1 - 0.999^(15 * 40) = 45 %.
test.each(['float64', 'gpu:webasm', 'onnx'])(
  'on %s no law accuses a right flow, from 40 seeds',
  async (name) => {
    const engine = await engineNamed(name)
    const model = realNvp({ dim: 2, couplings: 3, width: 12 })
    const accused: unknown[] = []
    for (let seed = 100; seed < 140; seed++) {
      const subject = graphSubject(model, genericWeights(model, seed), engine)
      for (const law of lawsOf('flow')) {
        const verdict = await runLaw(law, subject, { seed })
        if (verdict.verdict === 'fail' || verdict.verdict === 'error') accused.push(verdict)
      }
      await subject.dispose()
    }
    await engine.dispose()
    expect(accused).toEqual([])
  },
)
