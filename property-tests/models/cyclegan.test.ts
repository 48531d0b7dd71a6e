import { expect, test } from 'vitest'
import { loadDataset } from '../../src/data/dataset.ts'
import { engineNamed } from '../../src/engines/index.ts'
import { cells } from '../../src/engines/value.ts'
import { cycleGan } from '../../src/models/index.ts'
import { trainingData } from '../../src/training/data.ts'
import { train } from '../../src/training/run.ts'
import type { TrainingState } from '../../src/training/trainer.ts'

test('a run that goes on where it stood has the pools that it had', async () => {
  const model = cycleGan({ channels: 2, blocks: 1, pool: 10 })
  const rows = trainingData(model, await loadDataset('digits-bold'))
  const settings = { seed: 3, steps: 6, batch: 8, learningRate: 1e-3 }
  const engine = await engineNamed('onnx')
  const saved: TrainingState[] = []
  const save = async (state: TrainingState) => void saved.push(state)
  const whole = await train(model, engine, rows, settings, { checkpoint: { every: 3, save } })
  const [half] = saved
  expect(half.step).toBe(3)
  const rest = await train(model, engine, rows, settings, { start: half })
  for (const [path, of] of Object.entries(rest.weights)) {
    expect(cells(of), path).toEqual(cells(whole.weights[path]))
  }
  expect(cells(whole.weights['pool.a.entered'])[0]).toBe(10)
  await engine.dispose()
})
