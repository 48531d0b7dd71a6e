import { expect, test } from 'vitest'
import { heldOutLoss } from '../../bench/held-out/ours.ts'
import { principalComponentsLoss } from '../../bench/held-out/principal-components.ts'
import { split } from '../../bench/held-out/split.ts'
import { onnxEngine } from '../../src/engines/onnx.ts'
import { cells, value } from '../../src/engines/value.ts'
import { modelNamed } from '../../src/models/index.ts'

test('four fifths of the rows are for training, the others held out, none in both', async () => {
  const { train, held } = await split('digits')
  expect([train.shape, held.shape]).toEqual([
    [1437, 64],
    [360, 64],
  ])
  const rows = (of: typeof train) =>
    Array.from({ length: of.shape[0] }, (_, i) => cells(of).slice(64 * i, 64 * i + 64))
  const trained = new Set(rows(train).map(String))
  expect(rows(held).filter((row) => trained.has(String(row)))).toEqual([])
})

test('principal components leave the distance to the plane that they span through the mean', () => {
  const train = value([3, 0, 7, -3, 0, 7, 0, 1, 7, 0, -1, 7], [4, 3])
  const held = value([5, 2, 7, 1, 4, 10], [2, 3])
  expect(principalComponentsLoss({ train, held }, 2)).toBeCloseTo(9 / 2, 12)
  expect(principalComponentsLoss({ train, held }, 1)).toBeCloseTo((4 + 16 + 9) / 2, 12)
})

test('a trained model loses less on held-out rows than an untrained one, and the same from one seed', async () => {
  const data = await split('digits')
  const model = modelNamed('vae', { dim: 64, latent: 4, width: 16 })
  const engine = onnxEngine()
  const lossAfter = (steps: number) => {
    const settings = { steps, batch: 64, learningRate: 5e-3 }
    return heldOutLoss(
      engine,
      model,
      { model: () => model, settings, draws: 2, unit: 'nats', scale: () => 1 },
      data,
      1,
    )
  }
  const trained = await lossAfter(200)
  expect(trained).toBeLessThan(0.8 * (await lossAfter(1)))
  expect(await lossAfter(200)).toBe(trained)
  await engine.dispose()
})
