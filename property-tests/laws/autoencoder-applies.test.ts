import { afterAll, describe, expect, test } from 'vitest'
import { gpuEngine } from '../../src/engines/gpu.ts'
import { value } from '../../src/engines/value.ts'
import { linearAutoencoder } from '../../src/models/linear-autoencoder.ts'
import type { Model } from '../../src/models/model.ts'
import { initialWeights, nested, type Params, part } from '../../src/nn/parameters.ts'
import { mlp } from '../../src/nn/sequence.ts'
import { mean } from '../../src/ops/mean.ts'
import { relu } from '../../src/ops/relu.ts'
import { square } from '../../src/ops/square.ts'
import { sub } from '../../src/ops/sub.ts'
import type { Tensor } from '../../src/ops/tensor.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import {
  allPass,
  changed,
  digits,
  failures,
  generalLaws,
  lawsSaying,
  optimalWeights,
  random,
  seeds,
  subjectOf,
  trainedLaws,
  verdicts,
} from './autoencoder-subjects.ts'

describe('what cannot be told is inconclusive', () => {
  test('a code as wide as the data', async () => {
    const few = value(Array.from(random(1).normal(150)), [50, 3])
    const weights = optimalWeights(few, { latent: 3 })
    const identity = subjectOf(weights, { data: few })
    expect(await lawsSaying('inconclusive', identity)).toEqual(trainedLaws)
    expect(await failures(identity)).toEqual([])
  })

  test('zero weights', async () => {
    const zero = subjectOf(changed(optimalWeights(digits), 'decoder.weight', () => 0))
    expect(await lawsSaying('inconclusive', zero)).toEqual([
      'interpolation-continuous',
      'affine',
      'principal-angles',
      'explained-variance',
      'centring',
      'shift-invariance',
    ])
    expect(await failures(zero)).toEqual(['pca-optimum'])
  })

  test('equal eigenvalues either side of the cut', async () => {
    const axes = [0, 1, 2, 3].flatMap((i) =>
      [1, -1].map((sign) => [0, 1, 2, 3].map((j) => (i === j ? sign : 0))),
    )
    const data = value(axes.flat(), [8, 4])
    const weights = optimalWeights(data, { latent: 2 })
    const isotropic = subjectOf(weights, { data })
    expect(await lawsSaying('inconclusive', isotropic)).toEqual(['principal-angles', 'shift-invariance'])
    expect(await failures(isotropic)).toEqual([])
  })

  test('data that the code holds entirely', async () => {
    const flat = value(
      Array.from(random(2).normal(40)).flatMap((a) => [a, 2 * a, -a]),
      [40, 3],
    )
    const weights = optimalWeights(flat, { latent: 1 })
    const exact = subjectOf(weights, { data: flat })
    expect(await lawsSaying('inconclusive', exact)).toEqual(trainedLaws)
  })
})

describe('what does not apply', () => {
  const right = subjectOf(optimalWeights(digits))

  test('no data, no linear convention', async () => {
    const { data, ...without } = right
    const general = { ...without, conventions: { loss_reduction: 'feature_sum_batch_mean' } }
    const expected = Object.fromEntries(
      Object.keys(allPass).map((law) => [law, generalLaws.includes(law) ? 'pass' : 'not applicable']),
    )
    expect(data).toBeDefined()
    expect(await verdicts(general, 1)).toEqual(expected)
  })

  test.each([
    ['mean', 1 / 64],
    ['sum', 4],
    ['feature_sum_batch_mean', 1],
  ])('a loss reduced as %s passes where declared so, and fails elsewhere', async (reduction, factor) => {
    const reduced: Subject = {
      ...right,
      conventions: { ...right.conventions, loss_reduction: reduction },
      async call(name, inputs) {
        const outputs = await right.call(name, inputs)
        return name === 'loss' ? { loss: value([outputs.loss.data[0] * factor], []) } : outputs
      },
    }
    expect(await failures(reduced)).toEqual([])
    for (const other of ['mean', 'sum', 'feature_sum_batch_mean'].filter((name) => name !== reduction)) {
      const wrong = { ...reduced, conventions: { ...right.conventions, loss_reduction: other } }
      expect(await failures(wrong)).toEqual(['loss-is-reconstruction-error'])
    }
  })

  test('a fixed batch size is respected', async () => {
    const sizes = new Set<number>()
    const fixed: Subject = {
      ...right,
      batch: 6,
      call(name, inputs) {
        for (const input of Object.values(inputs)) sizes.add(input.shape[0])
        return right.call(name, inputs)
      },
    }
    expect(await verdicts(fixed, 2)).toEqual(allPass)
    expect([...sizes]).toEqual([6])
  })
})

/** 64 -> 32 -> 8 -> 32 -> 64 with relu between, so that nothing about it is linear. */
function deepAutoencoder(): Model {
  const encoder = mlp([64, 32, 8], relu)
  const decoder = mlp([8, 32, 64], relu)
  const encode = (params: Params, x: Tensor) => encoder.apply(part(params, 'encoder'), x)
  const decode = (params: Params, z: Tensor) => decoder.apply(part(params, 'decoder'), z)
  const { functions, ...like } = linearAutoencoder({ dim: 64, latent: 8 })
  return {
    ...like,
    parameters: { ...nested('encoder', encoder.parameters), ...nested('decoder', decoder.parameters) },
    functions: {
      encode: { ...functions.encode, apply: (params, { x }) => ({ z: encode(params, x) }) },
      decode: { ...functions.decode, apply: (params, { z }) => ({ x: decode(params, z) }) },
      loss: {
        ...functions.loss,
        apply: (params, { x }) => ({ loss: mean(square(sub(decode(params, encode(params, x)), x))) }),
      },
    },
    conventions: { loss_reduction: 'mean' },
  }
}

describe('a deep autoencoder in float32', async () => {
  const engine = await gpuEngine('webasm')
  afterAll(() => engine.dispose())

  test.each(seeds)('obeys the general laws, and is not taken for a linear one (seed %d)', async (seed) => {
    const deep = deepAutoencoder()
    const subject = graphSubject(deep, initialWeights(deep.parameters, random(seed)), engine, {
      data: digits,
    })
    const told = await verdicts(subject, seed)
    expect(Object.keys(told).filter((law) => told[law] === 'pass')).toEqual(generalLaws)
    const claimed = { ...subject, conventions: { ...subject.conventions, linear: true } }
    expect((await verdicts(claimed, seed)).affine).toBe('fail')
    await subject.dispose()
  })
})
