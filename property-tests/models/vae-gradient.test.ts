import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { bernoulliLogLikelihood } from '../../src/distributions/bernoulli.ts'
import { normalLogDensity } from '../../src/distributions/normal.ts'
import { gaussianPosterior, laplacePosterior } from '../../src/distributions/posterior.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { value } from '../../src/engines/value.ts'
import { grad } from '../../src/graph/grad.ts'
import { type Tensors, trace } from '../../src/graph/trace.ts'
import { gaussianVae, laplaceVae, vae } from '../../src/models/index.ts'
import type { Model } from '../../src/models/model.ts'
import type { Params } from '../../src/nn/parameters.ts'
import { mul, stopGradient, sub, sum, type Tensor } from '../../src/ops/index.ts'
import type { Shape } from '../../src/ops/shape.ts'
import { genericWeights } from '../support/weights.ts'

/** Gradients of so many draws each make one estimate; their spread tells the standard error of the mean of them all. */
const [draws, repeats, errors] = [256, 64, 6]

const sizes = { dim: 6, latent: 2, width: 8 }

/** E_q log p(x | z) as sums over draws: once through z, and once through log q(z), z held still. */
function objectives(model: Model, params: Params, { x, eps, baseline }: Tensors) {
  const posterior = model.conventions.posterior === 'laplace' ? laplacePosterior : gaussianPosterior
  const { mean, spread } = model.functions.encode.apply(params, { x })
  const q = { mean, logVariance: spread }
  const through = posterior.draw(q, eps)
  const still = stopGradient(through)
  const reward = stopGradient(sub(logLikelihood(model, params, x, still), baseline))
  return {
    reparameterised: sum(logLikelihood(model, params, x, through)),
    score: sum(mul(reward, posterior.logDensity(still, q))),
  }
}

function logLikelihood(model: Model, params: Params, x: Tensor, z: Tensor): Tensor {
  const { logits, mean, spread } = model.functions.decode.apply(params, { z })
  return logits ? bernoulliLogLikelihood(x, logits) : normalLogDensity(x, { mean, logVariance: spread })
}

describe('the reparameterised gradient of the encoder is that of the score function, in expectation', () => {
  test.each([vae(sizes), gaussianVae(sizes), laplaceVae(sizes)])('$name', async (model) => {
    const weights = genericWeights(model, 3)
    const encoder = Object.keys(model.parameters).filter((path) => path.startsWith('encoder.'))
    const shapes: Record<string, Shape> = {
      ...Object.fromEntries(Object.entries(model.parameters).map(([path, { shape }]) => [path, shape])),
      x: [draws, sizes.dim],
      eps: [draws, sizes.latent],
      baseline: [],
    }
    const graph = trace(shapes, (inputs) => {
      const wrt = encoder.map((path) => inputs[path])
      const { reparameterised, score } = objectives(model, inputs, inputs)
      const [through, by] = [grad(reparameterised, wrt), grad(score, wrt)]
      const outputs = encoder.flatMap((path, i) => [
        [path, sub(through[i], by[i])],
        [`through ${path}`, through[i]],
      ])
      return Object.fromEntries(outputs)
    })
    const executable = await float64Engine().compile(graph)
    const random = seededRandom(11)
    const row = random.uniform(sizes.dim)
    const x = value(
      Float64Array.from({ length: draws * sizes.dim }, (_, i) => row[i % sizes.dim]),
      [draws, sizes.dim],
    )
    const noise = model.phases[0].noise?.eps.distribution ?? 'normal'
    const found: Record<string, Float64Array[]> = {}
    for (let repeat = 0; repeat < repeats; repeat++) {
      const eps = value(random[noise](draws * sizes.latent), [draws, sizes.latent])
      const results = await executable.run({ ...weights, x, eps, baseline: value([-sizes.dim], []) })
      for (const path of Object.keys(results)) {
        found[path] ??= []
        found[path].push(Float64Array.from(results[path].data, (cell) => cell / draws))
      }
    }
    for (const path of encoder) {
      const differences = estimates(found[path])
      // 6 standard errors of 64 estimates: a Student's t of 63 degrees is so far out once in 10^7.
      for (const { mean, error } of differences) expect(Math.abs(mean)).toBeLessThanOrEqual(errors * error)
      const largest = Math.max(...estimates(found[`through ${path}`]).map(({ mean }) => Math.abs(mean)))
      // So large that one of half the size would be seen.
      const resolution = Math.max(...differences.map(({ error }) => error))
      expect(largest).toBeGreaterThan(2 * errors * resolution)
    }
  })
})

function estimates(rows: readonly Float64Array[]) {
  return Array.from(rows[0], (_, i) => {
    const mean = rows.reduce((total, row) => total + row[i], 0) / rows.length
    const variance = rows.reduce((total, row) => total + (row[i] - mean) ** 2, 0) / (rows.length - 1)
    return { mean, error: Math.sqrt(variance / rows.length) }
  })
}
