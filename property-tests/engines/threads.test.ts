import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { gpuEngine } from '../../src/engines/gpu.ts'
import { onnxEngine } from '../../src/engines/onnx.ts'
import { gainsByThreads, threadsFor } from '../../src/engines/threads.ts'
import { cells, value } from '../../src/engines/value.ts'
import { trace } from '../../src/graph/trace.ts'
import { dcgan } from '../../src/models/dcgan.ts'
import { adam } from '../../src/nn/optimizers.ts'
import { matmul } from '../../src/ops/index.ts'
import { drawNoise } from '../../src/training/noise.ts'
import { freshState } from '../../src/training/run.ts'
import { createTrainer } from '../../src/training/trainer.ts'

const products = (side: number) => trace({ x: [side, side] }, ({ x }) => ({ y: matmul(x, x) }))
const large = products(700)

describe('threads that an engine may choose', () => {
  test('are two for what is large, on a machine that is idle', () => {
    expect(threadsFor(large, { cores: 2, busy: 0.4 })).toBe(2)
    expect(threadsFor(large, { cores: 8, busy: 6 })).toBe(2)
    expect(threadsFor(products(600), { cores: 2, busy: 0.4 })).toBe(1)
    expect(threadsFor(large, { cores: 2, busy: 0.6 })).toBe(1)
    expect(threadsFor(large, { cores: 1, busy: 0 })).toBe(1)
  })

  test('share kernels that are large, on a machine that is idle', () => {
    expect(gainsByThreads(products(200), 8, { cores: 2, busy: 0.4 })).toBe(true)
    expect(gainsByThreads(products(200), 9, { cores: 2, busy: 0.4 })).toBe(false)
    expect(gainsByThreads(products(200), 8, { cores: 2, busy: 0.6 })).toBe(false)
  })

  test('are what the executable says', async () => {
    const engine = onnxEngine({ threads: 'auto' })
    expect((await engine.compile(products(2))).executor).toContain('1 thread)')
    await engine.dispose()
    const gpu = await gpuEngine('webasm', { threads: 'auto' })
    const executable = await gpu.compile(products(2))
    await executable.run({ x: value([1, 2, 3, 4], [2, 2]) })
    expect(executable.executor).toBe('gpu.js fused-sync on webasm')
    await gpu.dispose()
  })
})

test('a convolutional network is trained to the same bits on one thread and on two', async () => {
  const model = dcgan({ dim: 256, latent: 8, channels: 16 })
  const batch = 8
  const draws = model.phases.map(({ noise = {} }, i) =>
    drawNoise(
      { x: { shape: [256], distribution: 'uniform' }, ...noise },
      batch,
      seededRandom(3).split(String(i)),
    ),
  )
  const [one, two] = await Promise.all(
    [1, 2].map(async (threads) => {
      const engine = onnxEngine({ threads })
      const trainer = await createTrainer(model, () => adam(), engine, batch, freshState(model, 1))
      const losses = await trainer.steps([...draws, ...draws], model.phases)
      const { weights } = trainer.state()
      await engine.dispose()
      return { losses, weights: Object.values(weights).map((weight) => [...cells(weight)]) }
    }),
  )
  expect(two).toEqual(one)
  expect(one.losses).toHaveLength(4)
})
