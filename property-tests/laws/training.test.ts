import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { drawInputs, startTraining, trainingLaws } from '../../src/laws/training.ts'
import {
  cycleGan,
  dcgan,
  gan2d,
  ganHinge,
  ganLeastSquares,
  ganMinimax,
  type Model,
  wgan,
  wganGp,
} from '../../src/models/index.ts'
import { freshState } from '../../src/training/run.ts'
import { failing } from './training-verdicts.ts'

const small: readonly Model[] = [
  gan2d({ width: 8 }),
  ganMinimax({ width: 8 }),
  ganHinge({ width: 8 }),
  ganLeastSquares({ width: 8 }),
  wgan({ width: 8 }),
  wganGp({ width: 8 }),
  dcgan({ channels: 2, latent: 2 }),
  cycleGan({ channels: 2, blocks: 1 }),
]

async function rejecting(model: Model, laws = trainingLaws): Promise<string[]> {
  const inputs = drawInputs(model, 4, seededRandom(1))
  const training = await startTraining(model, float64Engine(), freshState(model, 1).weights, inputs)
  const found = await failing(training, laws)
  await training.dispose()
  return found
}

describe.each(small)('$name', (model) => {
  test('is trained as the laws have it', async () => {
    expect(await rejecting(model)).toEqual([])
  })
})

describe.each(trainingLaws)('$name', (law) => {
  const applying = small.filter((model) => law.exempts?.(model) === undefined).slice(0, 2)
  test.each(Object.keys(law.violators))('rejects: %s', async (name) => {
    for (const model of applying) {
      expect(await rejecting(law.violators[name](model), [law])).toHaveLength(1)
    }
  })
})
