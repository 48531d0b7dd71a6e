import { determinant, inverse, Matrix } from 'ml-matrix'
import { describe, expect, test } from 'vitest'
import { type Random, seededRandom } from '../../src/data/random.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { cells } from '../../src/engines/value.ts'
import { readCase } from '../../src/goldens/case.ts'
import type { Law } from '../../src/laws/law.ts'
import { toRows } from '../../src/laws/rows.ts'
import { encoded, evidenceOf } from '../../src/laws/vae/evidence.ts'
import { quadratureEvidence } from '../../src/laws/vae/evidence-quadrature.ts'
import { vaeLaws } from '../../src/laws/vae.ts'
import { linearVae } from '../../src/models/linear-vae.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import { seeds, toySubject, verdicts } from './vae-subjects.ts'

const [features, latents, sigma] = [4, 2, 0.6]

const matrix = (random: Random, rows: number, columns: number) =>
  new Matrix(Array.from({ length: rows }, () => Array.from(random.normal(columns))))

/** x = W z + b + sigma noise, with an affine encoder that is near its posterior, or is it. */
function linearGaussian(seed: number, isExact: boolean) {
  const random = seededRandom(seed)
  const [weights, bias] = [matrix(random, features, latents), Array.from(random.normal(features))]
  const precision = weights
    .transpose()
    .mmul(weights)
    .div(sigma ** 2)
    .add(Matrix.eye(latents))
  const posterior = inverse(precision)
  const gain = posterior.mmul(weights.transpose()).div(sigma ** 2)
  if (!isExact) gain.add(0.1)
  const logs = Array.from({ length: latents }, (_, j) => Math.log(isExact ? 1 / precision.get(j, j) : 0.4))
  const times = (of: Matrix, row: readonly number[]) => of.mmul(Matrix.columnVector([...row])).to1DArray()
  const centred = (x: readonly number[]) => x.map((cell, i) => cell - bias[i])
  const encode = (x: readonly number[]) => times(gain, centred(x))
  const decode = (z: readonly number[]) => times(weights, z).map((cell, i) => cell + bias[i])

  /** log N(x; b, W W' + sigma^2 I) */
  const evidence = (x: readonly number[]): number => {
    const covariance = weights.mmul(weights.transpose()).add(Matrix.eye(features).mul(sigma ** 2))
    const d = centred(x)
    const square = times(inverse(covariance), d).reduce((sum, cell, i) => sum + cell * d[i], 0)
    return -(square + Math.log(determinant(covariance)) + features * Math.log(2 * Math.PI)) / 2
  }
  /** KL(q(z|x) to p(z|x)) */
  const gap = (x: readonly number[]): number => {
    const centre = times(posterior.mmul(weights.transpose()).div(sigma ** 2), centred(x))
    const d = encode(x).map((m, j) => m - centre[j])
    const square = times(precision, d).reduce((sum, cell, j) => sum + cell * d[j], 0)
    const trace = logs.reduce((sum, log, j) => sum + precision.get(j, j) * Math.exp(log), 0)
    const logDets = -Math.log(determinant(precision)) - logs.reduce((sum, log) => sum + log, 0)
    return (trace + square - latents + logDets) / 2
  }
  const klOf = (mean: readonly number[], spread: readonly number[]) =>
    mean.reduce((sum, m, j) => sum + (m * m + Math.exp(spread[j]) - 1 - spread[j]) / 2, 0)
  const subject = toySubject({
    name: 'linear-Gaussian',
    precision: 'float64',
    batch: null,
    conventions: { sigma_x: sigma },
    functions: {
      encode: [{ x: [features] }, ['mean', 'spread'], ({ x }) => ({ mean: encode(x), spread: logs })],
      decode: [{ z: [latents] }, ['mean'], ({ z }) => ({ mean: decode(z) })],
      kl: [
        { mean: [latents], spread: [latents] },
        ['kl'],
        ({ mean, spread }) => ({ kl: klOf(mean, spread) }),
      ],
      elbo: [
        { x: [features], eps: [latents] },
        ['elbo', 'reconstruction', 'kl'],
        ({ x, eps }) => {
          const mean = encode(x)
          const of = decode(mean.map((m, j) => m + Math.exp(logs[j] / 2) * eps[j]))
          const squares = x.reduce((sum, cell, i) => sum + ((cell - of[i]) / sigma) ** 2, 0)
          const reconstruction = -squares / 2 - features * (Math.log(sigma) + Math.log(2 * Math.PI) / 2)
          const kl = klOf(mean, logs)
          return { elbo: reconstruction - kl, reconstruction, kl }
        },
      ],
    },
  })
  return { subject, evidence, gap }
}

const close = (a: number, b: number, tolerance: number) =>
  expect(Math.abs(a - b)).toBeLessThan(tolerance * (1 + Math.abs(b)))

describe.each(seeds)('a linear-Gaussian VAE (seed %d)', (seed) => {
  test.each([true, false])(
    'has the evidence and the gap of dense matrices, in closed form and by quadrature (near optimum: %s)',
    async (isExact) => {
      const { subject, evidence, gap } = linearGaussian(seed, isExact)
      const x = Array.from({ length: 3 }, (_, n) => seededRandom(seed + n).normal(features))
      const posteriors = await encoded(subject, x)
      const [closed, grid] = [await evidenceOf(subject, x), await quadratureEvidence(subject, x)]
      for (const [n, row] of x.entries()) {
        close(closed[n].logEvidence, evidence([...row]), 1e-11)
        close(grid[n].logEvidence, evidence([...row]), 1e-9)
        expect(grid[n].uncertainty).toBeLessThan(1e-7)
        close((await closed[n].gap(posteriors[n])).nats, gap([...row]), 1e-10)
        close((await grid[n].gap(posteriors[n])).nats, gap([...row]), 1e-9)
        expect(gap([...row])).toBeGreaterThan(0)
      }
    },
  )

  test('obeys the laws that apply', async () => {
    const told = await verdicts(linearGaussian(seed, false).subject, seed)
    const applies = ({ name, needs }: Law) =>
      !['vae/ppca-optimum', 'vae/decoder-is-causal', 'vae/reconstruction-of-one-sigma'].includes(name) &&
      !needs.some((needed) => needed === 'iwae' || needed === 'reparameterize')
    const expected = vaeLaws.map((law) => [
      law.name.replace('vae/', ''),
      applies(law) ? 'pass' : 'not applicable',
    ])
    expect(told).toEqual(Object.fromEntries(expected))
  })
})

test("is PyTorch's, by the covariance of x, at the golden's weights", async () => {
  const { weights, inputs, expected } = readCase('linear-vae')
  const subject = graphSubject(linearVae({ latent: 3 }), weights, float64Engine())
  const evidences = await evidenceOf(subject, toRows(inputs.x))
  for (const [n, { logEvidence }] of evidences.entries())
    close(logEvidence, cells(expected.log_evidence)[n], 1e-12)
  expect(evidences).toHaveLength(16)
})
