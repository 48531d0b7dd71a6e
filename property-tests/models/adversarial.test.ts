import { describe, expect, test } from 'vitest'
import { densities } from '../../src/data/densities.ts'
import { seededRandom } from '../../src/data/random.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { cells, value } from '../../src/engines/value.ts'
import { grad } from '../../src/graph/grad.ts'
import { trace } from '../../src/graph/trace.ts'
import { ganValue, hinge, leastSquares, minimax, nonSaturating } from '../../src/losses/adversarial.ts'
import { wgan, wganGp } from '../../src/models/index.ts'
import { convTranspose2d } from '../../src/ops/conv-transpose2d.ts'
import { conv2d } from '../../src/ops/conv2d.ts'
import { mul } from '../../src/ops/mul.ts'
import { sum } from '../../src/ops/sum.ts'
import { train } from '../../src/training/run.ts'
import { repeatsOf } from '../../src/training/turns.ts'

const sigmoid = (a: number) => 1 / (1 + Math.exp(-a))
const scores = [-100, -20, -1, 0, 0.5, 20, 100]

describe.each([minimax, nonSaturating, hinge, leastSquares])('the $name loss', (loss) => {
  test('and its gradients are finite at scores of 100, and the generator is pushed to higher scores', async () => {
    const n = scores.length
    const graph = trace({ real: [n], fake: [n] }, ({ real, fake }) => {
      const generator = loss.generator(fake)
      const discriminator = loss.discriminator(real, fake)
      const [up] = grad(generator, [fake])
      const [ofReal, ofFake] = grad(discriminator, [real, fake])
      return { generator, discriminator, up, ofReal, ofFake }
    })
    const run = await (await float64Engine().compile(graph)).run({ real: value(scores), fake: value(scores) })
    for (const of of Object.values(run)) expect(Array.from(cells(of)).every(Number.isFinite)).toBe(true)
    if (loss !== leastSquares) {
      for (const slope of cells(run.up)) expect(slope).toBeLessThanOrEqual(0)
      for (const slope of cells(run.ofReal)) expect(slope).toBeLessThanOrEqual(0)
      for (const slope of cells(run.ofFake)) expect(slope).toBeGreaterThanOrEqual(0)
    }
    expect(Math.min(...cells(run.up))).toBeLessThan(0)
  })
})

test('the gradient of the cross entropy is sigmoid - y, and the value is its negative', async () => {
  const n = scores.length
  const graph = trace({ real: [n], fake: [n] }, ({ real, fake }) => {
    const loss = nonSaturating.discriminator(real, fake)
    const [ofReal, ofFake] = grad(loss, [real, fake])
    return { loss, v: ganValue(real, fake), ofReal, ofFake }
  })
  const { loss, v, ofReal, ofFake } = await (await float64Engine().compile(graph)).run({
    real: value(scores),
    fake: value(scores),
  })
  expect(cells(v)[0]).toBe(-cells(loss)[0])
  scores.forEach((score, i) => {
    expect(cells(ofReal)[i]).toBeCloseTo((sigmoid(score) - 1) / n, 14)
    expect(cells(ofFake)[i]).toBeCloseTo(sigmoid(score) / n, 14)
  })
})

test('the published schedule has 100 critic steps for 25 rounds, and for every 500th after the first', () => {
  const [critic] = wgan({ warm_up: 1 }).phases
  expect([1, 25, 26, 500, 501, 502].map((round) => repeatsOf(critic, round))).toEqual([
    100, 100, 5, 5, 100, 5,
  ])
})

test('the gradient penalty of a critic that is 0 everywhere is its weight, and has a gradient', async () => {
  const model = wganGp({ width: 4 })
  const zero = Object.fromEntries(
    Object.entries(model.parameters).map(([path, { shape }]) => [
      path,
      value(new Float64Array(shape.reduce((a, b) => a * b, 1)), [...shape]),
    ]),
  )
  const x = densities['eight-gaussians'].sample(16, seededRandom(1))
  const settings = { seed: 1, steps: 1, batch: 16, learningRate: 1e-3 }
  const losses: number[] = []
  const start = { step: 0, weights: zero, slots: {} }
  const { weights } = await train(model, float64Engine(), { x }, settings, {
    start,
    onStep: (_, { critic }) => losses.push(critic),
  })
  expect(losses[0]).toBeCloseTo(model.options.lambda, 3)
  for (const of of Object.values(weights)) expect(Array.from(cells(of)).every(Number.isFinite)).toBe(true)
})

test('a transposed convolution is the adjoint of the convolution: <conv(x), y> = <x, conv^T(y)>', async () => {
  const walk = { stride: [2, 2], padding: [1, 1] }
  const graph = trace({ x: [2, 3, 6, 8], w: [5, 3, 4, 4], y: [2, 5, 3, 4] }, ({ x, w, y }) => ({
    left: sum(mul(conv2d(x, w, walk), y)),
    right: sum(mul(x, convTranspose2d(y, w, walk))),
  }))
  const random = seededRandom(1)
  const draw = (shape: number[]) => value(random.normal(shape.reduce((a, b) => a * b)), shape)
  const feeds = { x: draw([2, 3, 6, 8]), w: draw([5, 3, 4, 4]), y: draw([2, 5, 3, 4]) }
  const { left, right } = await (await float64Engine().compile(graph)).run(feeds)
  expect(cells(left)[0]).toBeCloseTo(cells(right)[0], 10)
})
