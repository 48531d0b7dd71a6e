import { expect, test } from 'vitest'
import { loadDataset } from '../../src/data/dataset.ts'
import { densities } from '../../src/data/densities.ts'
import { seededRandom } from '../../src/data/random.ts'
import { engineNamed } from '../../src/engines/index.ts'
import { cells } from '../../src/engines/value.ts'
import { lawsOf, runLaw } from '../../src/laws/index.ts'
import { linearAutoencoder, realNvp, recipeOf } from '../../src/models/index.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import { train } from '../../src/training/run.ts'

const mean = (numbers: ArrayLike<number>): number =>
  Array.from(numbers).reduce((sum, x) => sum + x, 0) / numbers.length

test.each(['gpu:webasm', 'onnx'])(
  'on %s the linear autoencoder reaches the optimum of PCA from any seed',
  async (name) => {
    const engine = await engineNamed(name)
    const model = linearAutoencoder()
    const { x } = await loadDataset('digits')
    for (const seed of [1, 2, 3]) {
      const { weights } = await train(model, engine, { x }, { seed, ...recipeOf(model) })
      const subject = graphSubject(model, weights, engine, { data: x })
      for (const law of lawsOf('autoencoder')) {
        const { verdict, law: held, error, tolerance } = await runLaw(law, subject, { seed })
        expect({ held, verdict, error, tolerance }).toMatchObject({ verdict: 'pass' })
      }
      await subject.dispose()
    }
    await engine.dispose()
  },
)

test('RealNVP comes near the true density of two moons', async () => {
  const engine = await engineNamed('onnx')
  const model = realNvp()
  const { x } = await loadDataset('moons', { n: 20_000, seed: 1 })
  const { weights } = await train(
    model,
    engine,
    { x },
    {
      seed: 1,
      ...recipeOf(model),
      steps: 3000,
      learningRate: 2e-3,
    },
  )
  const subject = graphSubject(model, weights, engine)
  const { sample, logDensity } = densities.moons
  const held = sample(4096, seededRandom(2))
  const learned = mean(cells((await subject.call('log_prob', { x: held })).log_prob))
  const truth = mean(logDensity(held).data)
  // The difference is KL(true to learned), in nats, up to sqrt(var / 4096) < 0.03 of the mean's own error.
  expect(truth - learned).toBeGreaterThan(-0.05)
  expect(truth - learned).toBeLessThan(0.15)
  await subject.dispose()
  await engine.dispose()
})
