import { describe, expect, test } from 'vitest'
import { value } from '../../src/engines/value.ts'
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
