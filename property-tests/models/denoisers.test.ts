import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { cells, value } from '../../src/engines/value.ts'
import {
  denoisingAutoencoder,
  maskingAutoencoder,
  modelNamed,
  superResolution,
} from '../../src/models/index.ts'
import type { Model } from '../../src/models/model.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import { genericWeights } from '../support/weights.ts'

const subjectOf = (model: Model) => graphSubject(model, genericWeights(model, 1), float64Engine())

describe('sizes that a denoiser cannot have are refused', () => {
  test.each<[string, Record<string, number>, string]>([
    ['denoising-autoencoder', { sigma: 0 }, 'sigma must be positive, got 0'],
    ['denoising-autoencoder', { sigma: Number.NaN }, 'sigma must be positive, got NaN'],
    ['masking-autoencoder', { masked: 1 }, 'masked must be between 0 and 1, got 1'],
    ['super-resolution', { dim: 49 }, 'square images with an even side, got 49 pixels'],
    ['super-resolution', { dim: 8 }, 'square images with an even side, got 8 pixels'],
  ])('%s %o', (name, options, message) => {
    expect(() => modelNamed(name, options)).toThrow(message)
  })
})

describe('corruption', () => {
  const [samples, dim] = [200, 64]
  const x = value(new Float64Array(samples * dim).fill(1), [samples, dim])

  test('of masking noise sets its share of the features to 0, within five deviations', async () => {
    const subject = subjectOf(maskingAutoencoder({ dim, width: 2, masked: 0.25 }))
    const noise = value(seededRandom(3).uniform(samples * dim), [samples, dim])
    const kept = cells((await subject.call('corrupt', { x, noise })).y)
    const share = kept.filter((cell) => cell === 0).length / kept.length
    expect(Math.abs(share - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / kept.length))
  })

  test('of Gaussian noise has the variance sigma^2, within five deviations', async () => {
    const subject = subjectOf(denoisingAutoencoder({ dim, width: 2, sigma: 0.5 }))
    const noise = value(seededRandom(3).normal(samples * dim), [samples, dim])
    const noisy = Array.from(cells((await subject.call('corrupt', { x, noise })).y))
    const variance = noisy.reduce((sum, cell) => sum + (cell - 1) ** 2, 0) / noisy.length
    expect(Math.abs(variance - 0.25)).toBeLessThan(5 * 0.25 * Math.sqrt(2 / noisy.length))
  })
})

test('super-resolution starts from the low resolution: without its network it repeats every pixel', async () => {
  const model = superResolution({ dim: 16, channels: 2 })
  const zeros = Object.entries(model.parameters).map(([name, { shape }]) => [
    name,
    value(new Float64Array(shape.reduce((total, length) => total * length, 1)), shape),
  ])
  const subject = graphSubject(model, Object.fromEntries(zeros), float64Engine())
  const low = value([1, 2, 3, 4], [1, 4])
  const { y } = await subject.call('denoise', { x: low })
  expect(Array.from(cells(y))).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4])
  expect(Array.from(cells((await subject.call('corrupt', { x: y })).y))).toEqual([1, 2, 3, 4])
})
