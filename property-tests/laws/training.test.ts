import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { holds } from '../../src/laws/measure.ts'
import { drawInputs, startTraining, trainingLaws } from '../../src/laws/training.ts'
import {
  cycleGan,
  dcgan,
  gan,
  ganHinge,
  ganLeastSquares,
  ganMinimax,
  type Model,
  wgan,
  wganGp,
} from '../../src/models/index.ts'
import { freshState } from '../../src/training/run.ts'

const small: readonly Model[] = [
  gan({ width: 8 }),
  ganMinimax({ width: 8 }),
  ganHinge({ width: 8 }),
  ganLeastSquares({ width: 8 }),
  wgan({ width: 8 }),
  wganGp({ width: 8 }),
  dcgan({ channels: 2, latent: 2 }),
  cycleGan({ channels: 2, blocks: 1 }),
]

/** What each law that applies says of a model: whether it holds. */
async function verdictsOf(model: Model): Promise<Record<string, boolean>> {
  const inputs = drawInputs(model, 8, seededRandom(1))
  const training = await startTraining(model, float64Engine(), freshState(model, 1).weights, inputs)
  const found: Record<string, boolean> = {}
  for (const law of trainingLaws) {
    if (law.exempts?.(model) === undefined) found[law.name] = holds(await law.residual(training))
  }
  await training.dispose()
  return found
}

const rejecting = async (model: Model): Promise<string[]> =>
  Object.entries(await verdictsOf(model)).flatMap(([law, held]) =>
    held ? [] : [law.replace('training/', '')],
  )

describe.each(small)('$name', (model) => {
  test('is trained as the laws have it', async () => {
    expect(await rejecting(model)).toEqual([])
  })
})
for (const law of trainingLaws) {
  describe(law.name, () => {
    const applying = small.filter((model) => law.exempts?.(model) === undefined).slice(0, 2)
    test.each(Object.keys(law.violators))('rejects: %s', async (name) => {
      for (const model of applying) {
        expect(await rejecting(law.violators[name](model))).toContain(law.name.replace('training/', ''))
      }
    })
  })
}
