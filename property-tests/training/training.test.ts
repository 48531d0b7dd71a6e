import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { embeddedEngines, engineNamed, type Values } from '../../src/engines/index.ts'
import { value } from '../../src/engines/value.ts'
import { linearAutoencoder } from '../../src/models/index.ts'
import { batches } from '../../src/training/batches.ts'
import { loadCheckpoint, saveCheckpoint } from '../../src/training/checkpoint.ts'
import { packsOf, packWeights, unpackWeights } from '../../src/training/packing.ts'
import { freshState, train } from '../../src/training/run.ts'

const model = linearAutoencoder({ dim: 6, latent: 2 })
const data = { x: value(Float32Array.from(seededRandom(3).normal(60 * 6)), [60, 6]) }
const settings = { seed: 5, steps: 40, batch: 16, learningRate: 1e-2 }
const bits = (weights: Values) =>
  Object.fromEntries(Object.entries(weights).map(([name, w]) => [name, [...w.data]]))

const folder = mkdtempSync(join(tmpdir(), 'touchstone-training-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe.each(embeddedEngines)('training on %s', (name) => {
  test('lowers the loss, and the same seed gives the same bits', async () => {
    const engine = await engineNamed(name)
    const losses: number[] = []
    const first = await train(model, engine, data, settings, { onStep: (_, { loss }) => losses.push(loss) })
    const again = await train(model, engine, data, settings)
    const other = await train(model, engine, data, { ...settings, seed: 6 })
    await engine.dispose()
    expect(losses.at(-1)).toBeLessThan(losses[0])
    expect(bits(again.weights)).toEqual(bits(first.weights))
    expect(bits(other.weights)).not.toEqual(bits(first.weights))
  })

  test('goes on from a checkpoint bit for bit', async () => {
    const engine = await engineNamed(name)
    const whole = await train(model, engine, data, settings)
    const stop = new AbortController()
    const half = await train(model, engine, data, settings, {
      onStep: (step) => step === 17 && stop.abort(),
      signal: stop.signal,
    })
    const path = join(folder, `${name.replace(':', '-')}.safetensors`)
    const record = {
      touchstone: 1,
      model: model.name,
      options: model.options,
      data: 'x',
      engine: name,
      settings,
    } as const
    await saveCheckpoint(path, { ...record, step: half.step }, half)
    const { state } = await loadCheckpoint(path)
    const rest = await train(model, engine, data, settings, { start: state })
    await engine.dispose()
    // An engine that takes several steps in one go ends them first.
    expect(half.step).toBeGreaterThanOrEqual(17)
    expect(half.step).toBeLessThan(settings.steps)
    expect(rest.step).toBe(settings.steps)
    expect(bits(rest.weights)).toEqual(bits(whole.weights))
    expect(bits(rest.slots)).toEqual(bits(whole.slots))
  })
})

describe('batches', () => {
  test('take every sample at most once an epoch, in an order of their own', () => {
    const rows = value(
      Float32Array.from({ length: 10 }, (_, i) => i),
      [10, 1],
    )
    const batchOf = batches({ x: rows }, 3, seededRandom(1))
    const epoch = (first: number) => [0, 1, 2].flatMap((i) => [...batchOf(first + i).x.data])
    const [one, two] = [epoch(0), epoch(3)]
    expect(new Set(one).size).toBe(9)
    expect(new Set(two).size).toBe(9)
    expect(one).not.toEqual(two)
    expect(batchOf(4).x.data).toEqual(batches({ x: rows }, 3, seededRandom(1))(4).x.data)
  })

  test('cannot be larger than the data', () => {
    expect(() => batches({ x: value([1, 2], [2, 1]) }, 3, seededRandom(1))).toThrow(
      /a batch of 3 needs at least as many samples, got 2/,
    )
  })
})

test('packing is undone by unpacking, with large arrays alone', () => {
  const large = linearAutoencoder({ dim: 1100, latent: 16 })
  const packs = packsOf(large.parameters)
  const { weights } = freshState(large, 1)
  expect(packs.map(({ name }) => name)).toEqual(['packed', 'encoder.weight', 'decoder.weight'])
  const restored = Object.assign({}, ...packs.map((pack) => unpackWeights(pack, packWeights(pack, weights))))
  for (const [name, weight] of Object.entries(weights)) {
    expect(restored[name].shape).toEqual(weight.shape)
    expect([...restored[name].data]).toEqual([...weight.data])
  }
})

describe('a checkpoint', () => {
  test('that is not one is refused in a sentence', async () => {
    await expect(loadCheckpoint(join(folder, 'missing.safetensors'))).rejects.toThrow(/missing\.safetensors/)
    const stranger = 'goldens/realnvp/weights.safetensors'
    await expect(loadCheckpoint(stranger)).rejects.toThrow(/expected a checkpoint of touchstone train/)
  })

  test('with weights of another shape, or not finite, is refused by the name of the parameter', async () => {
    const state = freshState(model, 1)
    const record = { touchstone: 1, model: model.name, data: 'x', engine: 'onnx', settings, step: 0 } as const
    const path = join(folder, 'wrong.safetensors')
    await saveCheckpoint(path, { ...record, options: { dim: 7, latent: 2 } }, state)
    await expect(loadCheckpoint(path)).rejects.toThrow(
      /'encoder.weight' of linear-autoencoder: expected shape \[2, 7\]/,
    )
    const nan = value(new Float32Array(12).fill(Number.NaN), [2, 6])
    await saveCheckpoint(
      path,
      { ...record, options: model.options },
      { ...state, weights: { ...state.weights, 'encoder.weight': nan } },
    )
    await expect(loadCheckpoint(path)).rejects.toThrow(/'encoder.weight' holds a number that is not finite/)
  })
})
