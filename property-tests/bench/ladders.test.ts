import { describe, expect, test } from 'vitest'
import { nameOf } from '../../bench/scaling/ladder.ts'
import { ladders } from '../../bench/scaling/ladders.ts'
import { seededRandom } from '../../src/data/random.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { lawsOf } from '../../src/laws/index.ts'
import { realNvp } from '../../src/models/realnvp.ts'
import { initialWeights } from '../../src/nn/parameters.ts'
import { graphSubject } from '../../src/subjects/graph.ts'

describe.each(ladders.map((ladder) => [nameOf(ladder), ladder] as const))('%s', (_, ladder) => {
  test('goes up by a factor of ten, in its size or in the memory that theory gives it', () => {
    for (const sizes of Object.values(ladder.sizes)) {
      const range = sizes[sizes.length - 1] / sizes[0]
      expect(ladder.quantity === 'time' ? range : range ** ladder.theory).toBeGreaterThanOrEqual(10)
    }
  })

  test('runs at a small size', async () => {
    const task = await ladder.prepare('float64', 2)
    await expect(task.run()).resolves.toBeDefined()
    await task.dispose()
  })
})

test('a law of Jacobians calls a map 6 d + 1 times at a point, which its batches fill up by one more', async () => {
  const dim = 21
  const engine = float64Engine()
  const model = realNvp({ dim, couplings: 2, width: 4 })
  const right = graphSubject(model, initialWeights(model.parameters, seededRandom(1)), engine)
  let rows = 0
  const counting: typeof right = {
    ...right,
    call(name, inputs) {
      rows += inputs.x.shape[0]
      return right.call(name, inputs)
    },
  }
  const [law] = lawsOf('flow').filter(({ name }) => name === 'flow/log-det-is-jacobian')
  const { error, tolerance } = await law.residual(counting, { points: [Array(dim).fill(0.5)] })
  expect(error).toBeLessThanOrEqual(tolerance)
  const log_det = 1
  const amplification = 5
  expect(rows).toBe(log_det + amplification + (6 * dim + 1) + 1)
  await right.dispose()
})
