import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import type { Value } from '../../src/engines/engine.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { cells, value } from '../../src/engines/value.ts'
import { readCase } from '../../src/goldens/case.ts'
import { grad } from '../../src/graph/grad.ts'
import { trace } from '../../src/graph/trace.ts'
import { actionOf, neighbours } from '../../src/lattice/field.ts'
import { hmc } from '../../src/lattice/hmc.ts'
import { effectiveSampleSize, independenceMetropolis } from '../../src/lattice/metropolis.ts'
import { measurer, twoPoint } from '../../src/lattice/observables.ts'
import { phi4Action } from '../../src/lattice/phi4.ts'
import { sum } from '../../src/ops/sum.ts'
import { gammaMethod } from '../../src/statistics/gamma-method.ts'

const theory = { massSquared: -4, coupling: 8 }

test('the action of the graph and its gradient are those of the definition', async () => {
  const side = 6
  const graph = trace({ phi: [3, side, side] }, ({ phi }) => {
    const action = phi4Action(phi, theory)
    return { action, gradient: grad(sum(action), [phi])[0] }
  })
  const phi = value(seededRandom(1).normal(3 * side * side), [3, side, side])
  const { action, gradient } = await (await float64Engine().compile(graph)).run({ phi })
  for (let n = 0; n < 3; n++) {
    const field = Float64Array.from(cells(phi).subarray(n * side * side, (n + 1) * side * side))
    const known = actionOf(field, neighbours(side), theory)
    expect(cells(action)[n]).toBeCloseTo(known.action, 9)
    known.gradient.forEach((slope, i) => {
      expect(cells(gradient)[n * side * side + i]).toBeCloseTo(slope, 9)
    })
  }
})

test('the action by the definition, and the force that hybrid Monte Carlo moves by, are the golden ones', () => {
  const { inputs, expected } = readCase('phi4-flow')
  const [count, side] = inputs.phi.shape
  for (let n = 0; n < count; n++) {
    const of = (tensor: Value) =>
      Float64Array.from(tensor.data).subarray(n * side * side, (n + 1) * side * side)
    const { action, gradient } = actionOf(of(inputs.phi), neighbours(side), theory)
    expect(action).toBeCloseTo(expected.action.data[n], 11)
    const force = of(expected.action_gradient)
    gradient.forEach((slope, i) => {
      expect(slope).toBeCloseTo(force[i], 11)
    })
  }
})

describe('hybrid Monte Carlo', () => {
  const run = hmc(
    theory,
    { side: 4, chains: 16, thermalisation: 100, trajectories: 300, steps: 8, length: 1 },
    seededRandom(3),
  )
  const measured = run.fields.map((chain) => chain.map(measurer(theory, 4)))
  const estimate = (name: 'susceptibility' | 'square' | 'action' | 'virial') =>
    gammaMethod(measured.map((chain) => chain.map((one) => one[name])))

  test('keeps the identity <sum phi dS/dphi> = V', () => {
    const { mean, error } = estimate('virial')
    expect(error).toBeLessThan(0.02)
    expect(Math.abs(mean - 1)).toBeLessThan(5 * error)
  })

  // By 512 chains of a program of its own: chi_2 0.6842(14), <phi^2> 0.14773(8), S/V 0.14497(43). Five errors.
  test.each([
    ['susceptibility', 0.6842, 0.0014],
    ['square', 0.14773, 0.00008],
    ['action', 0.14497, 0.00043],
  ] as const)('finds the known %s', (name, known, uncertainty) => {
    const { mean, error } = estimate(name)
    expect(error).toBeLessThan(0.05 * known)
    expect(Math.abs(mean - known)).toBeLessThan(5 * Math.hypot(error, uncertainty))
  })

  test('accepts most trajectories, and their two-point function is even', () => {
    expect(run.acceptance).toBeGreaterThan(0.8)
    const [, one, , three] = twoPoint(run.fields[0][0], 4)
    expect(one).toBeCloseTo(three, 12)
  })
})

describe('independence Metropolis', () => {
  test('takes every proposal, and loses no sample, where p = q', () => {
    const flat = new Float64Array(100).fill(-123)
    expect(independenceMetropolis(flat, seededRandom(1)).acceptance).toBe(1)
    expect(effectiveSampleSize(flat)).toBe(1)
  })

  test('visits five states as often as p says, whatever q is', () => {
    const random = seededRandom(2)
    const p = [0.1, 0.15, 0.2, 0.25, 0.3]
    const q = [0.3, 0.2, 0.2, 0.2, 0.1]
    const n = 40_000
    const edges = q.map((_, i) => q.slice(0, i + 1).reduce((a, b) => a + b))
    const proposals = Array.from(random.uniform(n), (u) => edges.findIndex((edge) => u < edge - 1e-15))
    const { at } = independenceMetropolis(
      proposals.map((state) => Math.log(p[state] / q[state])),
      random,
    )
    for (const [state, share] of p.entries()) {
      const { mean, error } = gammaMethod([Array.from(at, (i) => (proposals[i] === state ? 1 : 0))])
      expect(Math.abs(mean - share)).toBeLessThan(5 * error)
    }
  })

  test('has an effective sample size of (mean w)^2 / mean w^2, the same for weights a million times as large', () => {
    const weights = [1, 2, 3, 4]
    const expected = 10 ** 2 / 4 / 30
    expect(effectiveSampleSize(weights.map(Math.log))).toBeCloseTo(expected, 14)
    expect(effectiveSampleSize(weights.map((w) => Math.log(w) + 2000))).toBeCloseTo(expected, 11)
  })
})

describe('the Gamma method', () => {
  /** x' = a x + sqrt(1 - a^2) noise: tau = 1/2 (1 + a) / (1 - a). */
  function autoregressive(a: number, n: number, seed: number): number[] {
    const noise = seededRandom(seed).normal(n)
    let x = noise[0]
    return Array.from(noise, (e) => {
      x = a * x + Math.sqrt(1 - a * a) * e
      return x
    })
  }

  test.each([0, 0.5, 0.9])('finds the autocorrelation time of an autoregressive chain (%d)', (a) => {
    const n = 40_000
    const { autocorrelationTime, error } = gammaMethod([autoregressive(a, n, 5)])
    const tau = (0.5 * (1 + a)) / (1 - a)
    expect(Math.abs(autocorrelationTime / tau - 1)).toBeLessThan(0.15)
    expect(Math.abs(error / Math.sqrt((2 * tau) / n) - 1)).toBeLessThan(0.1)
  })

  test('gives errors that the means keep to', () => {
    const pulls = Array.from({ length: 60 }, (_, seed) => {
      const { mean, error } = gammaMethod([0, 1].map((k) => autoregressive(0.8, 2000, 100 + 2 * seed + k)))
      return mean / error
    })
    const spread = Math.sqrt(pulls.reduce((total, pull) => total + pull * pull, 0) / pulls.length)
    // 60 pulls of deviation 1: five standard errors of their root mean square are 0.46.
    expect(Math.abs(spread - 1)).toBeLessThan(0.46)
  })

  test('wants chains of one length', () => {
    expect(() => gammaMethod([[1, 2, 3, 4], [1]])).toThrow(/chains of one length, at least 4, got 4,1/)
  })
})
