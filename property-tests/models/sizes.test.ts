import { expect, test } from 'vitest'
import { modelNamed } from '../../src/models/index.ts'

test.each([
  ['vae', { latent: 1.5 }, 'sizes must be whole numbers from 1, got latent = 1.5'],
  ['vae', { width: 0 }, 'sizes must be whole numbers from 1, got width = 0'],
  ['vae', { breadth: 3 }, "no size 'breadth'; it has dim, latent, width, samples, beta"],
  ['linear-vae', { latent: 64 }, 'latent must be below dim = 64, got 64'],
  ['gaussian-vae', { sigma: -1 }, 'expected a standard deviation above 0, got -1'],
])('%s refuses %o', (name, options, message) => {
  expect(() => modelNamed(name, options)).toThrow(message)
})

test('weights that are no sizes may be any number', () => {
  expect(modelNamed('vae', { beta: 0.5 }).conventions.beta).toBe(0.5)
  expect(modelNamed('gaussian-vae', { sigma: 0.25 }).conventions.sigma_x).toBe(0.25)
})
