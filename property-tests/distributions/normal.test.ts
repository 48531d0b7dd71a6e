import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  klToStandardNormal,
  normalLogDensity,
  reparameterize,
  standardNormalLogDensity,
} from '../../src/distributions/normal.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { value } from '../../src/engines/value.ts'
import { trace } from '../../src/graph/trace.ts'

const points = 4001
/** Equal steps over 12 standard deviations each way: the trapezium rule is then exact to rounding for a Gaussian. */
const grid = Float64Array.from({ length: points }, (_, i) => (24 * i) / (points - 1) - 12)
const step = 24 / (points - 1)

const graph = trace({ u: [points, 1], mean: [1, 1], logVariance: [1, 1] }, ({ u, mean, logVariance }) => {
  const q = { mean, logVariance }
  const x = reparameterize(q, u)
  return {
    x,
    logDensity: normalLogDensity(x, q),
    logPrior: standardNormalLogDensity(x),
    kl: klToStandardNormal(q),
  }
})
const { run } = await float64Engine().compile(graph)

/** Sums over x = mean + sigma u of a function of its log densities, times dx. */
async function integrals(mean: number, logVariance: number) {
  const feeds = {
    u: value(grid, [points, 1]),
    mean: value([mean], [1, 1]),
    logVariance: value([logVariance], [1, 1]),
  }
  const { x, logDensity, logPrior, kl } = await run(feeds)
  const dx = step * Math.exp(logVariance / 2)
  let [mass, slide, divergence] = [0, 0, 0]
  for (let i = 0; i < points; i++) {
    const log = logDensity.data[i]
    const squares = (x.data[i] - mean) ** 2 * Math.exp(-logVariance)
    mass += Math.exp(log) * dx
    slide += Math.exp(log - squares / 2) * dx
    divergence += Math.exp(log) * (log - logPrior.data[i]) * dx
  }
  return { mass, slide, divergence, kl: kl.data[0] }
}

const parameters = fc.tuple(
  fc.double({ min: -3, max: 3, noNaN: true }),
  fc.double({ min: -4, max: 3, noNaN: true }),
)

test("the Gaussian density integrates to 1; the slide's, without the 1/2 before the square, to the root of 1/2", async () => {
  const property = fc.asyncProperty(parameters, async ([mean, logVariance]) => {
    const { mass, slide } = await integrals(mean, logVariance)
    expect(mass).toBeCloseTo(1, 10)
    expect(slide).toBeCloseTo(Math.SQRT1_2, 10)
  })
  await fc.assert(property, { seed: 1, numRuns: 25 })
})

test('the divergence from the standard normal in closed form is its integral, and never negative', async () => {
  const property = fc.asyncProperty(parameters, async ([mean, logVariance]) => {
    const { divergence, kl } = await integrals(mean, logVariance)
    expect(kl).toBeGreaterThanOrEqual(0)
    expect(Math.abs(divergence - kl)).toBeLessThan(1e-9 * (1 + kl))
  })
  await fc.assert(property, { seed: 1, numRuns: 25 })
  expect((await integrals(0, 0)).kl).toBe(0)
})
