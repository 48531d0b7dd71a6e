import { describe, expect, test } from 'vitest'
import { exitCode } from '../../src/subjects/check.ts'
import { changed, digits, golden, optimalWeights, random } from '../laws/autoencoder-subjects.ts'
import {
  type AutoencoderChoices,
  asSafetensors,
  autoencoderManifest,
  autoencoderModels,
  goldenModel,
  spliced,
  writeSubject,
} from './onnx-files.ts'
import { check, failing, laws } from './verdicts.ts'

const best = optimalWeights(digits, { mixing: random(3) })
const data = { 'data.safetensors': asSafetensors(digits) }
const subject = (weights = best, choices: AutoencoderChoices = {}, manifest: object = autoencoderManifest) =>
  writeSubject(manifest, { ...autoencoderModels(weights, choices), ...data })

describe('principal component analysis of the digits, as ONNX files', () => {
  test.each<[string, AutoencoderChoices]>([
    ['in float32', {}],
    ['in float64', { element: 'double' }],
    ['with a fixed batch', { batch: 7 }],
    ['one sample at a time', { batch: 1 }],
  ])('obeys every law %s', async (_, choices) => {
    const report = await check(subject(best, choices))
    expect(laws(report, 'pass').length).toBe(choices.batch === 1 ? 11 : 12)
    expect(laws(report, 'not applicable').length).toBe(choices.batch === 1 ? 1 : 0)
    expect(exitCode(report)).toBe(0)
  })

  test('centring left out is named', async () => {
    const weights = changed(
      changed(best, 'encoder.bias', () => 0),
      'decoder.bias',
      () => 0,
    )
    const report = await check(subject(weights))
    expect(failing(report)).toEqual(['autoencoder/pca-optimum', 'autoencoder/centring'])
    expect(exitCode(report)).toBe(1)
  })

  test('another reduction of the loss is named, with the one it is', async () => {
    const manifest = { ...autoencoderManifest, conventions: { linear: true, loss_reduction: 'mean' } }
    const report = await check(subject(best, {}, manifest))
    expect(failing(report)).toEqual(['autoencoder/loss-is-reconstruction-error'])
    const [{ diagnosis }] = report.verdicts.filter(({ verdict }) => verdict === 'fail')
    expect(diagnosis).toContain('feature_sum_batch_mean')
  })

  test('a code through relu is not affine', async () => {
    const models = autoencoderModels(best)
    const wrong = { ...models, 'encode.onnx': spliced(models['encode.onnx'], 'z', 'Relu') }
    const report = await check(writeSubject(autoencoderManifest, { ...wrong, ...data }))
    expect(failing(report)).toContain('autoencoder/affine')
  })

  test('another component in place of the eighth turns the subspace', async () => {
    const report = await check(subject(optimalWeights(digits, { kept: [0, 1, 2, 3, 4, 5, 6, 20] })))
    expect(failing(report)).toEqual(
      expect.arrayContaining(['autoencoder/pca-optimum', 'autoencoder/principal-angles']),
    )
  })
})

describe('the linear autoencoder as PyTorch exported it', () => {
  const file = { 'reference.onnx': goldenModel('linear-autoencoder/reference.onnx') }
  const functions = { encode: { model: 'reference.onnx' }, loss: { model: 'reference.onnx' } }
  const manifest = { touchstone: 1, kind: 'autoencoder', functions, linear: true }

  test('obeys the laws that apply without decode', async () => {
    const report = await check(writeSubject(manifest, file))
    expect(laws(report, 'pass')).toEqual([
      'autoencoder/shapes-and-finite',
      'autoencoder/batch-independent',
      'autoencoder/extremes',
      'autoencoder/affine',
    ])
    expect(exitCode(report)).toBe(0)
  })

  test('obeys all but those of a trained one with the decoder of its weights', async () => {
    const decoder = autoencoderModels(await golden('weights'))['decode.onnx']
    const whole = {
      ...manifest,
      functions: { ...functions, decode: { model: 'decode.onnx' } },
      data: 'data.safetensors',
    }
    const report = await check(writeSubject(whole, { ...file, 'decode.onnx': decoder, ...data }))
    expect(laws(report, 'pass').length).toBe(7)
    expect(failing(report)).toEqual([
      'autoencoder/pca-optimum',
      'autoencoder/principal-angles',
      'autoencoder/explained-variance',
      'autoencoder/centring',
      'autoencoder/shift-invariance',
    ])
  })
})
