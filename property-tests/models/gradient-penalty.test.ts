import { expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { cells, value } from '../../src/engines/value.ts'
import { grad } from '../../src/graph/grad.ts'
import { trace } from '../../src/graph/trace.ts'
import { gradientPenalty } from '../../src/models/wgan.ts'
import { matmul } from '../../src/ops/matmul.ts'
import { reshape } from '../../src/ops/reshape.ts'
import { tanh } from '../../src/ops/tanh.ts'
import type { Tensor } from '../../src/ops/tensor.ts'

const [batch, dim, width] = [5, 3, 4]
const random = seededRandom(2)
const normal = (name: string, ...shape: number[]) =>
  value(random.split(name).normal(shape.reduce((a, b) => a * b, 1)), shape)
const pairs = {
  real: normal('real', batch, dim),
  fake: normal('fake', batch, dim),
  alpha: value(random.split('alpha').uniform(batch)),
}
const shapes = { real: [batch, dim], fake: [batch, dim], alpha: [batch] }
const scores = (x: Tensor) => reshape(x, [batch])

test('the penalty of a linear critic is (|w| - 1)^2, and its gradient 2 (|w| - 1) w / |w|', async () => {
  const graph = trace({ ...shapes, w: [dim, 1] }, ({ real, fake, alpha, w }) => {
    const penalty = gradientPenalty((x) => scores(matmul(x, w)), real, fake, alpha)
    return { penalty, slope: grad(penalty, [w])[0] }
  })
  const w = [2, -3, 6]
  const { penalty, slope } = await (await float64Engine().compile(graph)).run({
    ...pairs,
    w: value(w, [dim, 1]),
  })
  expect(cells(penalty)[0]).toBeCloseTo((7 - 1) ** 2, 12)
  w.forEach((weight, i) => {
    expect(cells(slope)[i]).toBeCloseTo((2 * (7 - 1) * weight) / 7, 12)
  })
})

test('the gradient of the penalty of a curved critic, which is of second order, is that of differences', async () => {
  const weights = { inner: normal('inner', dim, width), outer: normal('outer', width, 1) }
  const graph = trace(
    { ...shapes, inner: [dim, width], outer: [width, 1] },
    ({ real, fake, alpha, inner, outer }) => {
      const critic = (x: Tensor) => scores(matmul(tanh(matmul(x, inner)), outer))
      const penalty = gradientPenalty(critic, real, fake, alpha)
      const [ofInner, ofOuter] = grad(penalty, [inner, outer])
      return { penalty, inner: ofInner, outer: ofOuter }
    },
  )
  const { run } = await float64Engine().compile(graph)
  const slopes = await run({ ...pairs, ...weights })
  const step = 1e-5
  for (const name of ['inner', 'outer'] as const) {
    const at = async (i: number, by: number) => {
      const moved = Float64Array.from(cells(weights[name]))
      moved[i] += by
      const { penalty } = await run({ ...pairs, ...weights, [name]: value(moved, weights[name].shape) })
      return cells(penalty)[0]
    }
    for (let i = 0; i < weights[name].size; i++) {
      const difference = ((await at(i, step)) - (await at(i, -step))) / (2 * step)
      expect(cells(slopes[name])[i]).toBeCloseTo(difference, 7)
    }
  }
})
