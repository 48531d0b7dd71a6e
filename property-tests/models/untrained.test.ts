import { expect, test } from 'vitest'
import { modelNamed, models, recipeOf } from '../../src/models/index.ts'

test('a bijector by itself has no recipe, and says what to train instead', () => {
  expect(() => recipeOf(modelNamed('bijector-planar'))).toThrow(
    'bijector-planar is not trained by itself: it is what flows are made of; train realnvp, say',
  )
  expect(recipeOf(modelNamed('realnvp')).data).toBe('moons')
})

test('every bijector by itself takes another dimension, where it has one to take', () => {
  const names = Object.keys(models).filter((name) => name.startsWith('bijector-'))
  expect(names).toHaveLength(22)
  for (const name of names) {
    const { dim } = modelNamed(name).options
    expect(modelNamed(name, { dim: 2 * dim }).functions.to_latent.inputs.x).toEqual([2 * dim])
  }
})

test.each(['bijector-squeeze', 'bijector-invertible-conv'])(
  '%s refuses images that are no rectangles',
  (name) => {
    expect(() => modelNamed(name, { dim: 13 })).toThrow(/multiple of \d+ pixels, got dim 13/)
  },
)
