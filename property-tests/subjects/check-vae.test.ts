import { describe, expect, test } from 'vitest'
import { cells } from '../../src/engines/value.ts'
import { trace } from '../../src/graph/trace.ts'
import { gaussianVae, laplaceVae, linearVae, type Model as System, vae } from '../../src/models/index.ts'
import type { Weights } from '../../src/nn/parameters.ts'
import { lower } from '../../src/onnx/lower.ts'
import type { Model } from '../../src/onnx/model.ts'
import { affine, constant, div, exp, log, mul, sigmoid, type Tensor } from '../../src/ops/index.ts'
import { exitCode } from '../../src/subjects/check.ts'
import { ppcaWeights, slantedCloud } from '../laws/vae-ppca.ts'
import { genericWeights } from '../support/weights.ts'
import { asSafetensors, goldenModel, writeSubject } from './onnx-files.ts'
import { check, failing, laws, messageOf } from './verdicts.ts'

type Outputs = Readonly<Record<string, Tensor>>
/** What a function of another convention, or a wrong one, makes of the right outputs. */
type Altered = Readonly<Record<string, (outputs: Outputs, inputs: Outputs) => Outputs>>
/** What it makes of its inputs first. */
type Misfed = Readonly<Record<string, (inputs: Outputs) => Outputs>>

const batch = 6

/** Every function of a model as an ONNX file of its own, written by our own writer. */
function filesOf(
  model: System,
  weights: Weights,
  altered: Altered = {},
  misfed: Misfed = {},
): Record<string, Model> {
  const params = Object.fromEntries(
    Object.entries(weights).map(([path, weight]) => [path, constant(cells(weight), weight.shape)]),
  )
  return Object.fromEntries(
    Object.entries(model.functions).map(([name, { inputs, apply }]) => {
      const shapes = Object.entries(inputs).map(([input, sample]) => [input, [batch, ...sample]])
      const graph = trace(Object.fromEntries(shapes), (given) => {
        const fed = misfed[name]?.(given) ?? given
        return altered[name]?.(apply(params, fed), fed) ?? apply(params, fed)
      })
      return [`${name}.onnx`, lower(graph, { precision: 'float32' })]
    }),
  )
}

const manifestOf = ({ title, functions, conventions }: System, declared: object = {}) => ({
  touchstone: 1,
  kind: 'vae',
  name: title,
  functions: Object.fromEntries(Object.keys(functions).map((name) => [name, { model: `${name}.onnx` }])),
  conventions: { ...conventions, ...declared },
})

const sizes = { dim: 9, latent: 3, width: 8, samples: 3 }
interface Variant {
  readonly declared?: object
  readonly altered?: Altered
  readonly misfed?: Misfed
}

/** A model's files and manifest, with generic weights. */
function subjectOf(model: System, { declared, altered, misfed }: Variant = {}): string {
  return writeSubject(manifestOf(model, declared), filesOf(model, genericWeights(model, 1), altered, misfed))
}

/** The spread as a standard deviation, wherever it goes in or out. */
const asDeviations: Variant = {
  declared: { spread: 'std' },
  altered: {
    encode: ({ mean, spread }) => ({ mean, spread: exp(affine(spread, 0.5, 0)) }),
    decode: ({ mean, spread }) => ({ mean, spread: exp(affine(spread, 0.5, 0)) }),
  },
  misfed: {
    reparameterize: ({ mean, spread, eps }) => ({ mean, spread: affine(log(spread), 2, 0), eps }),
    kl: ({ mean, spread }) => ({ mean, spread: affine(log(spread), 2, 0) }),
  },
}

describe('right VAEs as ONNX files', () => {
  test.each<[string, System, Variant]>([
    ['Bernoulli pixels', vae(sizes), {}],
    [
      'Bernoulli pixels as probabilities',
      vae(sizes),
      {
        declared: { likelihood: 'bernoulli' },
        altered: { decode: ({ logits }) => ({ mean: sigmoid(logits) }) },
      },
    ],
    ['Gaussian pixels, beta 4', gaussianVae({ ...sizes, beta: 4 }), {}],
    ['Gaussian pixels of one sigma', gaussianVae({ ...sizes, sigma: 0.7 }), {}],
    ['standard deviations', gaussianVae(sizes), asDeviations],
    ['a Laplace posterior of two latents', laplaceVae({ ...sizes, latent: 2 }), {}],
    ['a linear one', linearVae({ dim: 9, latent: 3 }), {}],
  ])('pass: %s', async (_, model, variant) => {
    const report = await check(subjectOf(model, variant))
    expect(failing(report)).toEqual([])
    expect(laws(report, 'inconclusive')).toEqual([])
    expect(exitCode(report)).toBe(0)
  })

  test('a trained one, at the optimum of probabilistic PCA', async () => {
    const data = slantedCloud(1)
    const model = linearVae({ dim: 5, latent: 2 })
    const files = { ...filesOf(model, ppcaWeights(data, 2)), 'data.safetensors': asSafetensors(data) }
    const report = await check(writeSubject({ ...manifestOf(model), data: 'data.safetensors' }, files))
    expect(laws(report, 'pass')).toContain('vae/ppca-optimum')
    expect(exitCode(report)).toBe(0)
  })

  test('the bound as PyTorch exported it', async () => {
    const functions = { elbo: { model: 'reference.onnx' } }
    const manifest = { touchstone: 1, kind: 'vae', functions, likelihood: 'bernoulli_logits' }
    const report = await check(
      writeSubject(manifest, { 'reference.onnx': goldenModel('vae-bernoulli/reference.onnx') }),
    )
    expect(laws(report, 'pass')).toContain('vae/elbo-parts')
    expect(exitCode(report)).toBe(0)
  })
})

describe('wrong VAEs as ONNX files fail, and are told why', () => {
  const noise = (inputs: Outputs): Outputs => ({ ...inputs, eps: mul(inputs.eps, 0.01) })
  test.each<[string, System, Variant, string[], string]>([
    [
      'the spread is declared as what it is not',
      gaussianVae(sizes),
      { declared: { spread: 'log_std' } },
      ['vae/kl-closed-form', 'vae/reparameterize'],
      'the spread, declared as log_std, is read as log_variance',
    ],
    [
      'the KL is a mean over latents',
      vae(sizes),
      { altered: { kl: ({ kl }) => ({ kl: div(kl, 3) }) } },
      ['vae/kl-closed-form', 'vae/kl-monte-carlo'],
      'your KL is ours / D: a mean over latents',
    ],
    [
      'eps is scaled by 0.01',
      linearVae({ dim: 9, latent: 3 }),
      { misfed: { elbo: noise, reparameterize: noise } },
      ['vae/reparameterize', 'vae/elbo-below-evidence'],
      'eps is scaled by 0.01',
    ],
    ['beta is not declared', vae({ ...sizes, beta: 4 }), { declared: { beta: 1 } }, ['vae/elbo-parts'], ''],
    [
      'the constants are kept, though declared dropped',
      linearVae({ dim: 9, latent: 3 }),
      { declared: { constants: 'dropped' } },
      ['vae/reconstruction-is-log-likelihood', 'vae/elbo-below-evidence'],
      'the log 2 pi terms are kept, though declared dropped',
    ],
    [
      'the posterior is Laplace, declared as Gaussian',
      laplaceVae(sizes),
      { declared: { posterior: 'gaussian' } },
      ['vae/kl-closed-form', 'vae/reparameterize'],
      '',
    ],
  ])('%s', async (_, model, variant, expected, diagnosis) => {
    const report = await check(subjectOf(model, variant))
    expect(failing(report)).toEqual(expect.arrayContaining(expected))
    expect(exitCode(report)).toBe(1)
    expect(report.verdicts.map((verdict) => verdict.diagnosis ?? '').join('\n')).toContain(diagnosis)
  })
})

describe('manifests of VAEs that are refused', () => {
  const right = filesOf(vae(sizes), genericWeights(vae(sizes), 1))
  test.each<[object, string]>([
    [{ conventions: { beta: 'four' } }, 'expected a number above 0'],
    [{ conventions: { sigma_x: -1 } }, 'expected a number above 0'],
    [{ conventions: { posterior: 'cauchy' } }, 'use one of "gaussian", "laplace"'],
    [
      { functions: { encode: { model: 'kl.onnx', inputs: { x: 'mean' } } } },
      'the model also asks for an input',
    ],
    [{ functions: { encode: { model: 'decode.onnx', inputs: { x: 'z' } } } }, 'the model has no output'],
    [{ functions: { kl: { model: 'kl.onnx' } }, shapes: { 'kl.mean': [4] } }, 'does not fit'],
  ])('%j', async (extra, word) => {
    const manifest = { ...manifestOf(vae(sizes)), conventions: {}, ...extra }
    expect(await messageOf(check(writeSubject(manifest, right)))).toContain(word)
  })
})
