import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import type { Values } from '../../src/engines/engine.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { cells, value } from '../../src/engines/value.ts'
import { grad } from '../../src/graph/grad.ts'
import { type Shapes, trace } from '../../src/graph/trace.ts'
import { gru } from '../../src/nn/gru.ts'
import { broadcast } from '../../src/ops/broadcast.ts'
import { concat } from '../../src/ops/concat.ts'
import { mul } from '../../src/ops/mul.ts'
import { reshape } from '../../src/ops/reshape.ts'
import { type Shape, size } from '../../src/ops/shape.ts'
import { sum } from '../../src/ops/sum.ts'

interface Sizes {
  readonly n: number
  readonly length: number
  readonly inputs: number
  readonly hidden: number
  readonly seed: number
}

const small = (max: number) => fc.integer({ min: 1, max })
const sizes: fc.Arbitrary<Sizes> = fc.record({
  n: small(3),
  length: small(5),
  inputs: small(4),
  hidden: small(4),
  seed: fc.nat(1000),
})

function shapesOf({ n, length, inputs, hidden }: Sizes): Record<string, Shape> {
  const parameters = Object.entries(gru(inputs, hidden).parameters).map(([name, { shape }]) => [name, shape])
  return { x: [n, length, inputs], ...Object.fromEntries(parameters) }
}

function feedsOf(of: Sizes): Values {
  const random = seededRandom(of.seed)
  const drawn = Object.entries(shapesOf(of)).map(([name, shape]) => [
    name,
    value(random.normal(size(shape)), shape),
  ])
  return Object.fromEntries(drawn)
}

const run = async (graph: ReturnType<typeof trace>, feeds: Values) =>
  (await float64Engine().compile(graph)).run(feeds)

const sigmoid = (a: number) => 1 / (1 + Math.exp(-a))

/** One sample's states, step by step, by the equations of torch.nn.GRU. */
function recurrence({ n, length, inputs, hidden }: Sizes, feeds: Values): number[] {
  const at = Object.fromEntries(Object.entries(feeds).map(([name, of]) => [name, cells(of)]))
  const states: number[] = []
  for (let sample = 0; sample < n; sample++) {
    let h = Array<number>(hidden).fill(0)
    for (let t = 0; t < length; t++) {
      const x = Array.from(at.x.subarray((sample * length + t) * inputs, (sample * length + t + 1) * inputs))
      const ofInput = (row: number) =>
        x.reduce((total, cell, i) => total + at.weight_ih[row * inputs + i] * cell, at.bias_ih[row])
      const ofState = (row: number) =>
        h.reduce((total, cell, i) => total + at.weight_hh[row * hidden + i] * cell, at.bias_hh[row])
      h = h.map((before, j) => {
        const r = sigmoid(ofInput(j) + ofState(j))
        const z = sigmoid(ofInput(hidden + j) + ofState(hidden + j))
        const candidate = Math.tanh(ofInput(2 * hidden + j) + r * ofState(2 * hidden + j))
        return (1 - z) * candidate + z * before
      })
      states.push(...h)
    }
  }
  return states
}

test('the states are those of the recurrence, written step by step', async () => {
  const property = fc.asyncProperty(sizes, async (of) => {
    const feeds = feedsOf(of)
    const graph = trace(shapesOf(of), ({ x, ...params }) => ({
      h: gru(of.inputs, of.hidden).apply(params, x),
    }))
    const { h } = await run(graph, feeds)
    expect(h.shape).toEqual([of.n, of.length, of.hidden])
    recurrence(of, feeds).forEach((state, i) => {
      expect(Math.abs(h.data[i] - state)).toBeLessThan(1e-13)
    })
  })
  await fc.assert(property, { seed: 1, numRuns: 20 })
})

test('an input that is the same at every step is one of all its steps', async () => {
  const property = fc.asyncProperty(sizes, small(3), async (of, always) => {
    const shapes = { ...shapesOf({ ...of, inputs: always + of.inputs }), x: [of.n, of.length, of.inputs] }
    const graph = trace({ ...shapes, same: [of.n, always] }, ({ x, same, ...params }) => {
      const repeated = broadcast(reshape(same, [of.n, 1, always]), [of.n, of.length, always])
      return {
        apart: gru(of.inputs, of.hidden, { always }).apply(params, x, same),
        together: gru(always + of.inputs, of.hidden).apply(params, concat([repeated, x], 2)),
      }
    })
    const random = seededRandom(of.seed)
    const drawn = [...graph.inputs].map(([name, { shape }]) => [
      name,
      value(random.normal(size(shape)), shape),
    ])
    const { apart, together } = await run(graph, Object.fromEntries(drawn))
    cells(apart).forEach((state, i) => {
      expect(Math.abs(state - cells(together)[i])).toBeLessThan(1e-13)
    })
  })
  await fc.assert(property, { seed: 3, numRuns: 20 })
})

test('the gradient of every parameter and of the input is that of finite differences', async () => {
  const property = fc.asyncProperty(sizes, async (of) => {
    const shapes: Shapes = { ...shapesOf(of), weights: [of.n, of.length, of.hidden] }
    const random = seededRandom(of.seed).split('direction')
    const weights = value(random.normal(size(shapes.weights)), shapes.weights)
    const feeds: Values = { ...feedsOf(of), weights }
    const names = Object.keys(shapesOf(of))
    const graph = trace(shapes, ({ x, weights, ...params }) => {
      const total = sum(mul(gru(of.inputs, of.hidden).apply(params, x), weights))
      const all = { x, ...params }
      const gradients = grad(
        total,
        names.map((name) => all[name as keyof typeof all]),
      )
      return { total, ...Object.fromEntries(gradients.map((g, i) => [names[i], g])) }
    })
    const gradients = await run(graph, feeds)
    for (const name of names) {
      const direction = random.normal(size(shapes[name as keyof typeof shapes]))
      const moved = async (step: number) => {
        const there = cells(feeds[name]).map((cell, i) => cell + step * direction[i])
        return (await run(graph, { ...feeds, [name]: value(there, feeds[name].shape) })).total.data[0]
      }
      const slope = direction.reduce((total, d, i) => total + d * gradients[name].data[i], 0)
      const step = 1e-5
      // Central differences are off by the square of the step, and by rounding over the step.
      expect(Math.abs(((await moved(step)) - (await moved(-step))) / (2 * step) - slope)).toBeLessThan(1e-7)
    }
  })
  await fc.assert(property, { seed: 2, numRuns: 8 })
})
