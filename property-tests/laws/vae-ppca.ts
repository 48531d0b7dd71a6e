import { seededRandom } from '../../src/data/random.ts'
import type { Value } from '../../src/engines/engine.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { value } from '../../src/engines/value.ts'
import { optimum, pca } from '../../src/laws/autoencoder/pca.ts'
import { dot, scale, toRows } from '../../src/laws/rows.ts'
import { linearVae } from '../../src/models/linear-vae.ts'
import type { Weights } from '../../src/nn/parameters.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import type { Subject } from '../../src/subjects/subject.ts'

/** Points whose variances are all different, around a mean that is not 0: [count, dim]. */
export function slantedCloud(seed: number, count = 200, dim = 5): Value {
  const random = seededRandom(seed).split('cloud')
  const deviations = Array.from(random.uniform(dim), (u, i) => 0.4 + u + 0.5 * i)
  const draws = random.normal(count * dim)
  return value(
    draws.map((draw, at) => 1 + deviations[at % dim] * draw + (at % dim > 0 ? 0.6 * draws[at - 1] : 0)),
    [count, dim],
  )
}

/**
 * The weights of greatest likelihood, whose bound is as great: W = U (Lambda - sigma^2)^1/2, and q(z | x) the posterior,
 * N(M^-1 W' (x - b), sigma^2 M^-1), M = Lambda (Tipping & Bishop 1999, eqs. 7 and 8).
 */
export function ppcaWeights(data: Value, latent: number, sigma = 0): Weights {
  const truth = pca(toRows(data))
  const dim = truth.mean.length
  const noise = sigma === 0 ? optimum(truth, latent) / (dim - latent) : sigma ** 2
  const leading = Array.from({ length: latent }, (_, k) => k)
  const lambdas = leading.map((k) => Math.max(truth.variances[k], noise))
  const columns = leading.map((k) => scale(truth.components[k], Math.sqrt(lambdas[k] - noise)))
  const encoder = columns.map((column, k) => scale(column, 1 / lambdas[k]))
  return {
    'encoder.weight': value(
      encoder.flatMap((row) => [...row]),
      [latent, dim],
    ),
    'encoder.bias': value(encoder.map((row) => -dot(row, truth.mean))),
    'encoder.log_variance': value(lambdas.map((lambda) => Math.log(noise / lambda))),
    'decoder.weight': value(
      Array.from(truth.mean).flatMap((_, i) => columns.map((column) => column[i])),
      [dim, latent],
    ),
    'decoder.bias': value(truth.mean),
    ...(sigma === 0 ? { 'decoder.log_variance': value([Math.log(noise)]) } : {}),
  }
}

/** The linear VAE at its optimum, told what it was trained on. */
export function ppcaSubject(seed: number, { latent = 2, sigma = 0 } = {}): Subject {
  const data = slantedCloud(seed)
  const model = linearVae({ dim: data.shape[1], latent, sigma })
  return graphSubject(model, ppcaWeights(data, latent, sigma), float64Engine(), { data })
}
