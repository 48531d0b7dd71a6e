import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { trace } from '../../src/graph/trace.ts'
import { realNvp } from '../../src/models/realnvp.ts'
import { initialWeights } from '../../src/nn/parameters.ts'
import { exportOnnx } from '../../src/onnx/export.ts'
import { constant } from '../../src/ops/tensor.ts'
import { flowManifest, flowModels, spliced, writeSubject } from './onnx-files.ts'
import { check, failing, laws } from './verdicts.ts'

describe('RealNVP as PyTorch exported it', () => {
  test.each([1, 7])('obeys every law, seed %d', async (seed) => {
    const report = await check(writeSubject({ ...flowManifest, dependence: 'all' }, flowModels()), { seed })
    expect(laws(report, 'pass')).toEqual(report.verdicts.map(({ law }) => law))
    expect(report.verdicts.length).toBeGreaterThan(8)
  })

  test('obeys every law that applies in five dimensions', async () => {
    const report = await check(writeSubject(flowManifest, flowModels('realnvp-odd')))
    expect(new Set(report.verdicts.map(({ verdict }) => verdict))).toEqual(
      new Set(['pass', 'not applicable']),
    )
    expect(laws(report, 'pass').length).toBeGreaterThan(8)
  })

  test('without to_data the other laws go on', async () => {
    const { to_latent, log_prob } = flowManifest.functions
    const manifest = { ...flowManifest, functions: { to_latent, log_prob } }
    const report = await check(writeSubject(manifest, flowModels()))
    expect(laws(report, 'pass')).toEqual(
      expect.arrayContaining(['flow/log-det-is-jacobian', 'flow/log-prob']),
    )
    expect(laws(report, 'not applicable')).toContain('flow/inverse')
    expect(failing(report)).toEqual([])
  })
})

describe('our own RealNVP, exported with a batch of 16', () => {
  const model = realNvp({ couplings: 3, width: 16 })
  const weights = initialWeights(model.parameters, seededRandom(4))
  const params = Object.fromEntries(
    Object.entries(weights).map(([name, of]) => {
      const cells = name.endsWith('scale') ? of.data.map(() => 0.7) : of.data
      return [name, constant(cells, of.shape)]
    }),
  )

  test('obeys every law', async () => {
    const files: Record<string, Uint8Array> = {}
    for (const [name, { inputs, apply }] of Object.entries(model.functions)) {
      const [[input, sample]] = Object.entries(inputs)
      const graph = trace({ [input]: [16, ...sample] }, (fed) => apply(params, fed))
      files[`${name}.onnx`] = exportOnnx(graph)
    }
    const functions = Object.fromEntries(
      Object.keys(model.functions).map((name) => [name, { model: `${name}.onnx` }]),
    )
    const { touchstone, kind } = flowManifest
    const manifest = { touchstone, kind, functions, conventions: model.conventions }
    const report = await check(writeSubject(manifest, files))
    expect(laws(report, 'pass')).toEqual(report.verdicts.map(({ law }) => law))
  })
})

describe('what is wrong is named', () => {
  const jacobians = ['flow/log-det-is-jacobian', 'flow/data-log-det-is-jacobian']
  const cancelling = 'flow/log-dets-cancel'
  const only = [...jacobians, cancelling]

  test('both log-determinants negated: they cancel, and are no Jacobians', async () => {
    const right = flowModels()
    const wrong = Object.fromEntries(
      Object.entries(right).map(([file, model]) => [file, spliced(model, 'log_det', 'Neg')]),
    )
    const report = await check(writeSubject(flowManifest, wrong), { laws: only })
    expect(laws(report, 'fail')).toEqual(jacobians)
    expect(laws(report, 'pass')).toEqual([cancelling])
  })

  test('a right flow with a wrong convention declared', async () => {
    const report = await check(writeSubject({ ...flowManifest, log_det: 'of_to_latent' }, flowModels()), {
      laws: only,
    })
    expect(laws(report, 'fail').sort()).toEqual([jacobians[1], cancelling])
    expect(laws(report, 'pass')).toEqual([jacobians[0]])
  })

  test('an inverse that is a little off', async () => {
    const models = flowModels()
    const wrong = {
      ...models,
      'reference_to_data.onnx': spliced(models['reference_to_data.onnx'], 'x', 'Tanh'),
    }
    expect(failing(await check(writeSubject(flowManifest, wrong), { laws: ['flow/inverse'] }))).toEqual([
      'flow/inverse',
    ])
  })

  test('a log-determinant summed over the batch', async () => {
    const models = flowModels()
    const wrong = { ...models, 'reference.onnx': spliced(models['reference.onnx'], 'log_det', 'ReduceSum') }
    const report = await check(writeSubject(flowManifest, wrong), { laws: ['flow/shapes'] })
    expect(failing(report)).toEqual(['flow/shapes'])
  })
})
