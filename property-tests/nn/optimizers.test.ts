import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { float64Engine } from '../../src/engines/float64.ts'
import { value } from '../../src/engines/value.ts'
import { trace } from '../../src/graph/trace.ts'
import { adam, cosineDecay, lateLinearDecay, type Optimizer, sgd } from '../../src/nn/optimizers.ts'

/** The parameter and the slots after each of some gradients, from 0, in float64. */
async function follow(optimizer: Optimizer, start: number, gradients: readonly number[]): Promise<number[]> {
  const inputs = ['parameter', 'gradient', ...optimizer.slots, ...Object.keys(optimizer.scalars(1))]
  const graph = trace(Object.fromEntries(inputs.map((name) => [name, []])), (tensors) => {
    const updated = optimizer.update(tensors.parameter, tensors.gradient, tensors, tensors)
    return { parameter: updated.parameter, ...updated.slots }
  })
  const { run } = await float64Engine().compile(graph)
  let state = Object.fromEntries(['parameter', ...optimizer.slots].map((name) => [name, value([0], [])]))
  state.parameter = value([start], [])
  const path: number[] = []
  for (const [i, gradient] of gradients.entries()) {
    const scalars = Object.entries(optimizer.scalars(i + 1)).map(([name, x]) => [name, value([x], [])])
    state = { ...(await run({ ...state, gradient: value([gradient], []), ...Object.fromEntries(scalars) })) }
    path.push(state.parameter.data[0])
  }
  return path
}

const finite = fc.double({ min: -10, max: 10, noNaN: true })
const gradientsOf = fc.array(finite, { minLength: 1, maxLength: 6 })

describe('Adam', () => {
  test("takes the steps of the paper's algorithm", async () => {
    const property = fc.asyncProperty(finite, gradientsOf, async (start, gradients) => {
      const [lr, b1, b2, eps] = [0.1, 0.8, 0.95, 1e-3]
      let [p, m, v] = [start, 0, 0]
      const expected = gradients.map((g, i) => {
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g * g
        p -= (lr * (m / (1 - b1 ** (i + 1)))) / (Math.sqrt(v / (1 - b2 ** (i + 1))) + eps)
        return p
      })
      const got = await follow(adam({ lr, beta1: b1, beta2: b2, eps }), start, gradients)
      got.forEach((x, i) => {
        expect(Math.abs(x - expected[i])).toBeLessThan(1e-12 * (1 + Math.abs(expected[i])))
      })
    })
    await fc.assert(property, { seed: 1, numRuns: 20 })
  })

  test("its first step is the learning rate against the gradient's sign, whatever its size", async () => {
    for (const gradient of [1e-3, 1, 1e3, -1e3]) {
      const [first] = await follow(adam({ lr: 0.01 }), 0, [gradient])
      expect(first).toBeCloseTo(-0.01 * Math.sign(gradient), 6)
    }
  })
})

describe('gradient descent', () => {
  test('goes down the gradient, and with momentum adds up what it went', async () => {
    expect(await follow(sgd({ lr: 0.5 }), 1, [2, -4])).toEqual([0, 2])
    // b = 2, then 0.5 * 2 - 4 = -3: the parameter is 1 - 0.5 * 2, then 0 + 0.5 * 3.
    expect(await follow(sgd({ lr: 0.5, momentum: 0.5 }), 1, [2, -4])).toEqual([0, 1.5])
  })
})

test('the cosine schedule falls from 1 to 0, and stays there', () => {
  const schedule = cosineDecay(10)
  const factors = Array.from({ length: 14 }, (_, i) => schedule(i + 1))
  expect(factors[0]).toBe(1)
  expect(factors[5]).toBeCloseTo(0.5, 12)
  expect(factors.slice(10)).toEqual([0, 0, 0, 0])
  factors.slice(1).forEach((factor, i) => {
    expect(factor).toBeLessThanOrEqual(factors[i])
  })
})

test('the late linear schedule is 1 for half of the steps, then falls straight to 0, and stays there', () => {
  const schedule = lateLinearDecay(10)
  const factors = Array.from({ length: 13 }, (_, i) => schedule(i + 1))
  const expected = [1, 1, 1, 1, 1, 1, 0.8, 0.6, 0.4, 0.2, 0, 0, 0]
  for (const [i, factor] of factors.entries()) expect(factor).toBeCloseTo(expected[i], 12)
})
