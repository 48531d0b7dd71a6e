import { describe, expect, test } from 'vitest'
import { opCases } from '../../bench/cases/ops.ts'
import { sampleCases } from '../../bench/cases/sample.ts'
import { trainCases } from '../../bench/cases/train.ts'
import { drawCase } from '../../bench/cases/undrawn.ts'
import { checkAgreement } from '../../bench/measuring/agreement.ts'
import { brainRunner } from '../../bench/runners/brain-js/runner.ts'
import { engineRunner } from '../../bench/runners/engines/runner.ts'
import { jaxRunner } from '../../bench/runners/jax-js/runner.ts'
import { Unsupported } from '../../bench/runners/runner.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { onnxEngine } from '../../src/engines/onnx.ts'

const trainCase = (name: string) => drawCase(trainCases, name)

const float64 = engineRunner(float64Engine(), {})

describe.each([
  ['jax-js', () => jaxRunner({}), 'gan-2d'],
  ['jax-js', () => jaxRunner({}), 'sigmoid-autoencoder'],
  ['brain.js', async () => brainRunner({}), 'sigmoid-autoencoder'],
] as const)('%s', (_, start, name) => {
  test(`has the losses of ${name} that the oracle has, and goes on`, async () => {
    const [runner, benchCase] = [await start(), trainCase(name)]
    const [theirs, ours] = [await runner.prepare(benchCase), await float64.prepare(benchCase)]
    checkAgreement(name, await theirs.check(), await ours.check())
    await theirs.once()
    await theirs.dispose()
    await ours.dispose()
  })
})

test('what a library cannot do it says', async () => {
  await expect(brainRunner({}).prepare(trainCase('vae'))).rejects.toThrow(Unsupported)
  await expect((await jaxRunner({})).prepare(opCases[0].draw())).rejects.toThrow(Unsupported)
})

test('samples are the same on an engine as in the oracle, with the weights in the graph', async () => {
  const benchCase = drawCase(sampleCases, 'realnvp-inverse')
  const engine = onnxEngine()
  const [onnx, oracle] = [await engineRunner(engine, {}).prepare(benchCase), await float64.prepare(benchCase)]
  checkAgreement('realnvp-inverse', await onnx.check(), await oracle.check())
  await engine.dispose()
})
