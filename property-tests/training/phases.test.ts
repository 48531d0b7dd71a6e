import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { cells, value } from '../../src/engines/value.ts'
import type { Model, Phase } from '../../src/models/model.ts'
import { sgd } from '../../src/nn/optimizers.ts'
import { affine } from '../../src/ops/affine.ts'
import { clamp } from '../../src/ops/clamp.ts'
import { mean } from '../../src/ops/mean.ts'
import { mul } from '../../src/ops/mul.ts'
import { neg } from '../../src/ops/neg.ts'
import { batches } from '../../src/training/batches.ts'
import { drawNoise } from '../../src/training/noise.ts'
import { freshState, train } from '../../src/training/run.ts'
import { stepsTaken } from '../../src/training/turns.ts'

const half = (): Float64Array => Float64Array.from([0.5])
const gradientDescent = (lr: number) => sgd({ lr })

/** One number each way: the critic climbs d mean(x), clipped; the generator descends g mean(d x); both keep counts. */
const critic: Phase = {
  name: 'critic',
  moves: 'critic',
  loss: (params, { x }) => ({
    loss: neg(mul(params['critic.d'], mean(x))),
    state: { 'count.critic': affine(params['count.critic'], 1, 1) },
  }),
  repeats: (round) => (round === 1 ? 4 : 2),
  optimizer: gradientDescent,
  after: (params) => ({ 'critic.d': clamp(params['critic.d'], -1, 1) }),
}
const generator: Phase = {
  name: 'generator',
  moves: 'generator',
  loss: (params, { x }) => mul(mul(params['generator.g'], params['critic.d']), mean(x)),
  optimizer: gradientDescent,
  after: (params) => ({
    average: affine(params['generator.g'], 2, 0),
  }),
}
const toy: Model = {
  name: 'toy',
  title: 'Two numbers',
  kind: 'wgan',
  source: 'a test',
  options: {},
  parameters: {
    'critic.d': { shape: [], init: half },
    'generator.g': { shape: [], init: half },
    'count.critic': { shape: [], init: () => new Float64Array(1), trained: false },
    average: { shape: [], init: () => new Float64Array(1), trained: false },
  },
  functions: {},
  conventions: {},
  samples: { x: [1] },
  phases: [critic, generator],
  recipe: { data: 'none', batch: 2, steps: 3, learningRate: 0.1 },
}
const ones = { x: value(new Float32Array(6).fill(1), [6, 1]) }
const settings = { seed: 1, steps: 3, batch: 2, learningRate: 0.1 }
const scalar = (weights: Readonly<Record<string, Parameters<typeof cells>[0]>>, name: string) =>
  cells(weights[name])[0]

describe('a model whose phases take turns', () => {
  test('moves in each only its own part, clips after the step, and keeps state', async () => {
    const { weights } = await train(toy, float64Engine(), ones, settings)
    // d: 0.5 + 4 steps of 0.1, then clipped at 1; g descends by 0.1 d each round.
    expect(scalar(weights, 'critic.d')).toBe(1)
    expect(scalar(weights, 'generator.g')).toBeCloseTo(0.5 - 0.1 * (0.9 + 1 + 1), 7)
    expect(scalar(weights, 'count.critic')).toBe(8)
    expect(scalar(weights, 'average')).toBeCloseTo(2 * scalar(weights, 'generator.g'), 7)
  })

  test('goes on where it was stopped, its steps counted', async () => {
    const whole = await train(toy, float64Engine(), ones, settings)
    const stop = new AbortController()
    const first = await train(toy, float64Engine(), ones, settings, {
      onStep: () => stop.abort(),
      signal: stop.signal,
    })
    expect(first.step).toBe(1)
    const rest = await train(toy, float64Engine(), ones, settings, { start: first })
    expect(scalar(rest.weights, 'generator.g')).toBe(scalar(whole.weights, 'generator.g'))
    expect(stepsTaken(toy.phases, 3)).toEqual(
      new Map([
        ['critic', 8],
        ['generator', 3],
      ]),
    )
  })

  test('tells the loss of each phase', async () => {
    const seen: string[][] = []
    await train(toy, float64Engine(), ones, settings, {
      onStep: (_, losses) => seen.push(Object.keys(losses)),
    })
    expect(seen).toEqual(Array(3).fill(['critic', 'generator']))
    expect(Object.keys(freshState(toy, 1).weights)).toEqual(Object.keys(toy.parameters))
  })
})

describe('data of several names', () => {
  const numbers = (n: number, by = 1) =>
    value(
      Float32Array.from({ length: n }, (_, i) => by * i),
      [n, 1],
    )

  test('keep their rows together', () => {
    const { x, y } = batches({ x: numbers(9), y: numbers(9, 10) }, 4, seededRandom(2))(3)
    expect([...cells(y)]).toEqual([...cells(x)].map((cell) => 10 * cell))
    expect(() => batches({ x: numbers(9), y: numbers(8) }, 4, seededRandom(2))).toThrow(/9 of x, 8 of y/)
  })

  test('are shuffled apart, and may differ in number, where they are unpaired', () => {
    const at = batches({ a: numbers(9), b: numbers(8) }, 8, seededRandom(2), { unpaired: true })
    expect([...cells(at(0).a)]).not.toEqual([...cells(at(0).b)])
  })
})

test('noise has the mean and the variance of its distribution, and is never infinite', () => {
  const n = 40_000
  const noise = (distribution: 'normal' | 'uniform' | 'laplace') =>
    Array.from(cells(drawNoise({ e: { shape: [2], distribution } }, n / 2, seededRandom(4)).e))
  const expected = { normal: [0, 1], uniform: [0.5, 1 / 12], laplace: [0, 2] } as const
  for (const distribution of ['normal', 'uniform', 'laplace'] as const) {
    const draws = noise(distribution)
    const [mu, variance] = expected[distribution]
    const average = draws.reduce((sum, x) => sum + x, 0) / n
    const spread = draws.reduce((sum, x) => sum + (x - average) ** 2, 0) / n
    // Six standard errors; the fourth central moment is at most 24 (Laplace's).
    expect(Math.abs(average - mu)).toBeLessThan(6 * Math.sqrt(variance / n))
    expect(Math.abs(spread - variance)).toBeLessThan(6 * Math.sqrt(24 / n) * variance)
    expect(draws.every(Number.isFinite)).toBe(true)
  }
})
