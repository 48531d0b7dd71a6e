import { describe, expect, test } from 'vitest'
import { trace } from '../../src/graph/trace.ts'
import { denoisingAutoencoder, maskingAutoencoder, superResolution } from '../../src/models/index.ts'
import type { Model, ModelFunction } from '../../src/models/model.ts'
import { exportOnnx } from '../../src/onnx/export.ts'
import { mean, square, sub, sum } from '../../src/ops/index.ts'
import { constant } from '../../src/ops/tensor.ts'
import { exitCode } from '../../src/subjects/check.ts'
import { genericWeights } from '../support/weights.ts'
import { goldenModel, spliced, writeSubject } from './onnx-files.ts'
import { check, failing, laws } from './verdicts.ts'

const [batch, weightsSeed] = [6, 5]

/** A denoiser of ours as ONNX files, a function each, with some of them put in another's place. */
function exported(model: Model, wrong: Readonly<Record<string, ModelFunction['apply']>> = {}): string {
  const weights = Object.entries(genericWeights(model, weightsSeed))
  const params = Object.fromEntries(weights.map(([name, { data, shape }]) => [name, constant(data, shape)]))
  const files: Record<string, Uint8Array> = {}
  for (const [name, { inputs, apply }] of Object.entries(model.functions)) {
    const shapes = Object.entries(inputs).map(([input, sample]) => [input, [batch, ...sample]])
    const graph = trace(Object.fromEntries(shapes), (fed) => (wrong[name] ?? apply)(params, fed))
    files[`${name}.onnx`] = exportOnnx(graph)
  }
  const functions = Object.fromEntries(
    Object.keys(model.functions).map((name) => [name, { model: `${name}.onnx` }]),
  )
  return writeSubject({ touchstone: 1, kind: 'denoiser', functions, conventions: model.conventions }, files)
}

const gaussian = denoisingAutoencoder({ dim: 12, width: 8 })

describe('our denoisers, exported', () => {
  test.each([
    [gaussian, 8],
    [maskingAutoencoder({ dim: 12, width: 8 }), 8],
    [superResolution({ dim: 16, channels: 2 }), 5],
  ])('obey every law that applies: $name', async (model, count) => {
    const report = await check(exported(model))
    expect(laws(report, 'pass').length).toBe(count)
    expect(laws(report, 'not applicable').length).toBe(9 - count)
    expect(exitCode(report)).toBe(0)
  })

  test('a target that is the noisy input is named', async () => {
    const { denoise, corrupt } = gaussian.functions
    const report = await check(
      exported(gaussian, {
        loss(params, inputs) {
          const { y } = corrupt.apply(params, inputs)
          return { loss: mean(sum(square(sub(denoise.apply(params, { x: y }).y, y)), 1)) }
        },
      }),
    )
    expect(failing(report)).toEqual([
      'denoiser/target-is-clean',
      'denoiser/perfect-has-no-loss',
      'denoiser/loss-is-quadratic-in-clean',
    ])
    for (const { verdict, diagnosis } of report.verdicts) {
      if (verdict === 'fail') expect(diagnosis).toContain('the target is the noisy input')
    }
    expect(exitCode(report)).toBe(1)
  })
})

describe('denoisers as PyTorch exported them', () => {
  const manifest = (conventions: object) => ({
    touchstone: 1,
    kind: 'denoiser',
    functions: {
      corrupt: { model: 'reference.onnx', outputs: { y: 'corrupted' } },
      loss: { model: 'reference.onnx' },
    },
    conventions,
  })
  const files = (name: string) => ({ 'reference.onnx': goldenModel(`${name}/reference.onnx`) })

  test.each<[string, object, number]>([
    ['denoising-autoencoder', { corruption: 'gaussian', sigma: 0.3 }, 6],
    ['masking-autoencoder', { corruption: 'masking', masked: 0.25, noise: 'uniform' }, 6],
    ['super-resolution', {}, 4],
  ])('obey the laws that apply without denoise: %s', async (name, conventions, count) => {
    const report = await check(writeSubject(manifest(conventions), files(name)))
    expect(laws(report, 'pass').length).toBe(count)
    expect(laws(report, 'not applicable').length).toBe(9 - count)
    expect(exitCode(report)).toBe(0)
  })

  test('noise that is clipped at 0 is no Gaussian noise', async () => {
    const clipped = spliced(goldenModel('denoising-autoencoder/reference.onnx'), 'corrupted', 'Relu')
    const conventions = { corruption: 'gaussian', sigma: 0.3 }
    const report = await check(writeSubject(manifest(conventions), { 'reference.onnx': clipped }))
    expect(failing(report)).toEqual(['denoiser/gaussian-corruption'])
  })

  test('another sigma than the declared one', async () => {
    const conventions = { corruption: 'gaussian', sigma: 0.2 }
    const report = await check(writeSubject(manifest(conventions), files('denoising-autoencoder')))
    expect(failing(report)).toEqual(['denoiser/loss-is-quadratic-in-clean', 'denoiser/gaussian-corruption'])
  })
})
