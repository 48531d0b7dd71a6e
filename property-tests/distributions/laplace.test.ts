import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import {
  klLaplaceToStandardNormal,
  laplaceLogDensity,
  reparameterizeLaplace,
} from '../../src/distributions/laplace.ts'
import { standardNormalLogDensity } from '../../src/distributions/normal.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { value } from '../../src/engines/value.ts'
import { trace } from '../../src/graph/trace.ts'

const points = 8001
/** Equal steps over 40 scales each way, one of them at the kink. */
const grid = Float64Array.from({ length: points }, (_, i) => (80 * i) / (points - 1) - 40)
const step = 80 / (points - 1)

const graph = trace({ u: [points, 1], mean: [1, 1], logVariance: [1, 1] }, ({ u, mean, logVariance }) => {
  const q = { mean, logVariance }
  const x = reparameterizeLaplace(q, u)
  return {
    x,
    logDensity: laplaceLogDensity(x, q),
    logPrior: standardNormalLogDensity(x),
    kl: klLaplaceToStandardNormal(q),
  }
})
const { run } = await float64Engine().compile(graph)

const at = (u: Float64Array, mean: number, logVariance: number) =>
  run({ u: value(u, [points, 1]), mean: value([mean], [1, 1]), logVariance: value([logVariance], [1, 1]) })

const parameters = fc.tuple(
  fc.double({ min: -3, max: 3, noNaN: true }),
  fc.double({ min: -4, max: 3, noNaN: true }),
)

test('the density integrates to 1, has the moments it is told, and the divergence of the closed form', async () => {
  const property = fc.asyncProperty(parameters, async ([mean, logVariance]) => {
    const { x, logDensity, logPrior, kl } = await at(grid, mean, logVariance)
    const dx = step * Math.exp(logVariance / 2) * Math.SQRT1_2
    const integral = (f: (i: number) => number) =>
      grid.reduce((sum, _, i) => sum + Math.exp(logDensity.data[i]) * f(i) * dx, 0)
    const variance = Math.exp(logVariance)
    // The trapezium rule misses step^2 / 12 of the slope that jumps at the kink, which is 2 in units of the scale.
    expect(Math.abs(integral(() => 1) - 1)).toBeLessThan(2e-5)
    expect(Math.abs(integral((i) => x.data[i]) - mean)).toBeLessThan(1e-4 * (1 + Math.abs(mean)))
    expect(Math.abs(integral((i) => (x.data[i] - mean) ** 2) / variance - 1)).toBeLessThan(1e-4)
    const divergence = integral((i) => logDensity.data[i] - logPrior.data[i])
    expect(Math.abs(divergence - kl.data[0])).toBeLessThan(1e-4 * (1 + kl.data[0]))
    expect(kl.data[0]).toBeGreaterThan(0)
  })
  await fc.assert(property, { seed: 1, numRuns: 20 })
})

test('the divergence in closed form is the mean of log q(z) - log p(z) at draws of q, within 6 standard errors', async () => {
  for (const [seed, mean, logVariance] of [
    [1, 0, 0],
    [2, 0.7, -1.5],
    [3, -2, 0.8],
  ]) {
    const { logDensity, logPrior, kl } = await at(seededRandom(seed).laplace(points), mean, logVariance)
    const ratios = Array.from(logDensity.data, (log, i) => log - logPrior.data[i])
    const average = ratios.reduce((sum, ratio) => sum + ratio, 0) / points
    const variance = ratios.reduce((sum, ratio) => sum + (ratio - average) ** 2, 0) / (points - 1)
    expect(Math.abs(average - kl.data[0])).toBeLessThan(6 * Math.sqrt(variance / points))
  }
})
