import { describe, expect, test } from 'vitest'
import { engineNamed } from '../../src/engines/index.ts'
import { runLaw } from '../../src/laws/run.ts'
import { samplerLaws } from '../../src/laws/sampler.ts'
import { phi4Flow } from '../../src/models/phi4-flow.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { genericWeights } from '../support/weights.ts'

const seeds = [1]
const model = phi4Flow({ side: 4, layers: 2, width: 2 })

const weights = genericWeights(model, 11)

async function subjectOn(engine: string): Promise<Subject> {
  return graphSubject(model, weights, await engineNamed(engine))
}

describe.each(['float64', 'gpu:webasm', 'onnx'])('a flow for phi^4 on %s', (engine) => {
  test('obeys every law of samplers', async () => {
    const subject = await subjectOn(engine)
    for (const law of samplerLaws) {
      for (const seed of seeds) {
        const { verdict, law: name, error, tolerance, at } = await runLaw(law, subject, { seed })
        expect({ name, verdict, error, tolerance, at }).toMatchObject({ verdict: 'pass' })
      }
    }
    await subject.dispose()
  })
})

const exact = subjectOn('float64')

describe.each(samplerLaws)('$name', (law) => {
  test('has violators', () => expect(law.violators.length).toBeGreaterThanOrEqual(3))

  test.each(law.violators)('rejects: $name', async ({ make }) => {
    const right = await exact
    for (const seed of seeds) {
      expect(await runLaw(law, make(right), { seed, shrinkTime: 0 })).toMatchObject({ verdict: 'fail' })
    }
  })
})
