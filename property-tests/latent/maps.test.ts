import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { decoderOf, encoderOf } from '../../src/latent/maps.ts'
import { drawPrior, hasPrior } from '../../src/latent/sampling.ts'
import { doubling, takes } from './doubling.ts'

const rows = [Float64Array.of(1, 2), Float64Array.of(0, -1)]
const twice = [
  [2, 4],
  [0, -2],
]

describe('maps', () => {
  test.each([
    ['encode', ['z']],
    ['encode', ['mean', 'spread']],
    ['to_latent', ['z', 'log_det']],
  ])('to codes are found in %s -> %j', async (name, outputs) => {
    const map = encoderOf(doubling({ [name]: takes('x', outputs) }))
    expect(map).toMatchObject({ name, size: 2 })
    expect((await map!.apply(rows)).map((row) => [...row])).toEqual(twice)
  })

  test.each([
    ['decode', ['x']],
    ['decode', ['mean', 'spread']],
    ['to_data', ['x', 'log_det']],
    ['generate', ['x']],
  ])('to data are found in %s -> %j', async (name, outputs) => {
    const map = decoderOf(doubling({ [name]: takes('z', outputs) }))
    expect((await map!.apply(rows)).map((row) => [...row])).toEqual(twice)
  })

  test('give the means of Bernoulli pixels, not their logits', async () => {
    const [first] = await decoderOf(doubling({ decode: takes('z', ['logits']) }))!.apply(rows)
    expect(first![0]).toBeCloseTo(1 / (1 + Math.exp(-2)), 12)
  })

  test('are missing where a function is, or wants more than a code', () => {
    expect(encoderOf(doubling({ generate: takes('z', ['x']) }))).toBeUndefined()
    const conditional = { inputs: { z: [2], label: [10] }, outputs: ['x'] }
    expect(decoderOf(doubling({ generate: conditional }))).toBeUndefined()
  })

  test('take many rows in parts, and keep their order', async () => {
    const many = Array.from({ length: 700 }, (_, i) => Float64Array.of(i, 0))
    const images = await encoderOf(doubling({ encode: takes('x', ['z']) }))!.apply(many)
    expect(images.map(([first]) => first)).toEqual(many.map(([i]) => 2 * i!))
  })
})

describe('a prior', () => {
  test('is there unless the codes are those of a plain autoencoder', () => {
    expect(hasPrior(doubling({ encode: takes('x', ['z']) }))).toBe(false)
    expect(hasPrior(doubling({ encode: takes('x', ['mean', 'spread']) }))).toBe(true)
    expect(hasPrior(doubling({ generate: takes('z', ['x']) }))).toBe(true)
  })

  test('is the one that is declared', () => {
    const draw = (prior: string) => drawPrior(doubling({}, { prior }), 2, 500, seededRandom(1))
    const all = draw('uniform').flatMap((row) => [...row])
    expect(all.length).toBe(1000)
    expect(all.every((z) => z > 0 && z < 1)).toBe(true)
    expect(draw('standard_normal').some(([z]) => z! < 0)).toBe(true)
  })
})
