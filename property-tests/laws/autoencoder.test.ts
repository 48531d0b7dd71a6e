import { afterAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../src/engines/engine.ts'
import { engineNamed } from '../../src/engines/index.ts'
import { value } from '../../src/engines/value.ts'
import { autoencoderLaws } from '../../src/laws/autoencoder.ts'
import { runLaw } from '../../src/laws/run.ts'
import {
  allPass,
  digits,
  golden,
  optimalWeights,
  random,
  seeds,
  subjectOf,
  verdicts,
} from './autoencoder-subjects.ts'

const engines: readonly Engine[] = await Promise.all(
  ['float64', 'gpu:webasm', 'gpu:cpu', 'onnx'].map((name) => engineNamed(name)),
)
afterAll(async () => {
  for (const engine of engines) await engine.dispose()
})

describe.each(engines)('principal component analysis as a linear autoencoder, on $name', (engine) => {
  test.each(seeds)('obeys every law (seed %d)', async (seed) => {
    const subject = subjectOf(optimalWeights(digits, { mixing: random(seed) }), { engine })
    expect(await verdicts(subject, seed)).toEqual(allPass)
    await subject.dispose()
  })

  test('obeys every law on fewer samples than features', async () => {
    const { x } = await golden('inputs')
    const subject = subjectOf(optimalWeights(x, { latent: 5 }), { engine, data: x })
    expect(await verdicts(subject, 3)).toEqual(allPass)
    await subject.dispose()
  })

  test('obeys every law with one dimension', async () => {
    const subject = subjectOf(optimalWeights(digits, { latent: 1 }), { engine })
    expect(await verdicts(subject, 3)).toEqual(allPass)
    await subject.dispose()
  })
})

describe.each(autoencoderLaws)('$name', (law) => {
  const few = value(digits.data.slice(0, 400 * 64), [400, 64])
  const right = subjectOf(optimalWeights(few), { data: few })

  test('holds for the subject that they are made of', async () => {
    expect(await runLaw(law, right, { seed: 1 })).toMatchObject({ verdict: 'pass' })
  })

  test('has at least two violators', () => {
    expect(law.violators.length).toBeGreaterThanOrEqual(2)
  })

  test.each(law.violators)('rejects: $name', async ({ make }) => {
    for (const seed of seeds) {
      expect(await runLaw(law, make(right), { seed })).toMatchObject({ verdict: 'fail', law: law.name })
    }
  })
})
