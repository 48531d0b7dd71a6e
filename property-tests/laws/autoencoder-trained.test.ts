import { describe, expect, test } from 'vitest'
import type { Value } from '../../src/engines/engine.ts'
import { value } from '../../src/engines/value.ts'
import { meanSquaredError } from '../../src/laws/autoencoder/optimum.ts'
import { trained } from '../../src/laws/autoencoder/trained.ts'
import type { Weights } from '../../src/nn/parameters.ts'
import {
  allPass,
  changed,
  digits,
  failures,
  golden,
  optimalWeights,
  random,
  seeds,
  subjectOf,
  trainedLaws,
  verdicts,
} from './autoencoder-subjects.ts'

describe('weights near the optimum', () => {
  const best = optimalWeights(digits)

  test('an untrained model fails the laws about a trained one, and no other', async () => {
    const weights = await golden('weights')
    expect(await failures(subjectOf(weights))).toEqual(trainedLaws)
  })

  test('an encoder 4 % too small fails the optimum', async () => {
    const weak = changed(best, 'encoder.weight', (w) => 0.96 * w)
    expect(await failures(subjectOf(weak))).toContain('pca-optimum')
  })

  test('errors within the slack of training pass', async () => {
    const stream = random(5)
    const noisy = changed(best, 'encoder.weight', (w) => w + 1e-3 * stream.normal(1)[0])
    expect(await verdicts(subjectOf(noisy), 1)).toEqual(allPass)
  })

  test('centring left out fails centring and the optimum', async () => {
    const zeroBiases = changed(
      changed(best, 'encoder.bias', () => 0),
      'decoder.bias',
      () => 0,
    )
    expect(await failures(subjectOf(zeroBiases))).toEqual(['pca-optimum', 'centring'])
  })

  test('uncentred components fail where centred ones are due, and pass where declared', async () => {
    const uncentred = subjectOf(optimalWeights(digits, { centred: false }))
    expect(await failures(uncentred)).toEqual(expect.arrayContaining(['pca-optimum', 'principal-angles']))
    // Their span holds the mean, so that its reconstruction is right all the same.
    const declared = { ...uncentred, conventions: { ...uncentred.conventions, centred: false } }
    expect(await verdicts(declared, 1)).toEqual({ ...allPass, centring: 'not applicable' })
  })

  test('the ninth component in place of the eighth fails the angle', async () => {
    const kept = [0, 1, 2, 3, 4, 5, 6, 8]
    expect(await failures(subjectOf(optimalWeights(digits, { kept })))).toContain('principal-angles')
  })
})

/** How far above the optimum a subject is, in units of what training may leave. */
async function partOfSlack(weights: Weights, data: Value): Promise<number> {
  const measured = await trained(subjectOf(weights, { data }))
  return (meanSquaredError(measured) - measured.best) / measured.slack
}

/** Weights moved from the optimum, farther for a greater t, until nearly all of the slack is used. */
async function atSlack(moved: (t: number) => Weights, data: Value): Promise<Weights> {
  const isWithin = async (t: number) => (await partOfSlack(moved(t), data)) < 0.98
  let [low, high] = [0, 2 ** -10]
  for (let doubling = 0; doubling < 20 && (await isWithin(high)); doubling++) [low, high] = [high, 2 * high]
  for (let step = 0; step < 20; step++) {
    const middle = (low + high) / 2
    if (await isWithin(middle)) low = middle
    else high = middle
  }
  return moved(low)
}

describe('training that stops just within its slack is never accused', () => {
  const names = ['encoder.weight', 'encoder.bias', 'decoder.weight', 'decoder.bias']

  test.each(seeds.flatMap((seed) => [...names, 'subspace'].map((name) => ({ seed, name }))))(
    '$name moved, seed $seed',
    async ({ seed, name }) => {
      const stream = random(seed)
      const spectrum = stream.uniform(6).map((u) => 0.3 + 2 * u)
      const data = value(
        Array.from(stream.normal(600), (draw, i) => 1 + spectrum[i % 6] * draw),
        [100, 6],
      )
      const best = optimalWeights(data, { latent: 3, mixing: stream })
      const noise = stream.normal(18)
      const direction = (t: number) =>
        name === 'subspace'
          ? optimalWeights(data, { latent: 3, tilt: t })
          : changed(best, name, (cell, at) => cell + t * noise[at])
      const moved = await atSlack(direction, data)
      expect(Math.abs((await partOfSlack(moved, data)) - 0.98)).toBeLessThan(0.01)
      for (const told of Object.values(await verdicts(subjectOf(moved, { data }), seed))) {
        expect(['pass', 'inconclusive']).toContain(told)
      }
    },
  )
})
