import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { value } from '../../src/engines/value.ts'
import { trace } from '../../src/graph/trace.ts'
import { decode } from '../../src/onnx/decode.ts'
import { encode } from '../../src/onnx/encode.ts'
import { exportOnnx } from '../../src/onnx/export.ts'
import type { Model } from '../../src/onnx/model.ts'
import type { Shape, Tensor } from '../../src/ops/index.ts'
import * as ops from '../../src/ops/index.ts'
import { exitCode } from '../../src/subjects/check.ts'
import { readManifest } from '../../src/subjects/manifest.ts'
import { modelOf, node, port, tensor, writeSubject } from './onnx-files.ts'
import { check, failing, laws, messageOf } from './verdicts.ts'

type Inputs = Readonly<Record<string, Tensor>>

/** A manifest of a formula, and a file of our ops that claims to compute it. */
function subject(
  formula: string,
  shapes: Readonly<Record<string, Shape>>,
  compute: (inputs: Inputs) => Readonly<Record<string, Tensor>>,
  more: object = {},
): string {
  const outputs: Record<string, string> = {}
  const graph = trace(shapes, (inputs) =>
    Object.fromEntries(
      Object.entries(compute(inputs)).map(([name, made]) => {
        outputs[name] = `${name}_out`
        return [outputs[name], made]
      }),
    ),
  )
  const functions = { value: { model: 'value.onnx', outputs } }
  return writeSubject(
    { touchstone: 1, kind: 'formula', formula, functions, ...more },
    { 'value.onnx': exportOnnx(graph) },
  )
}

const {
  add,
  constant,
  div,
  exp,
  log,
  mean,
  mul,
  neg,
  reshape,
  sigmoid,
  softplus,
  sqrt,
  square,
  sub,
  sum,
  transpose,
} = ops
const number = (x: number) => constant(x)
const half = number(0.5)
const one = number(1)
const image: Shape = [4, 3, 6, 2]

const klTerms = ({ mean: m, log_variance: l }: Inputs) => sub(sub(add(square(m), exp(l)), one), l)
const latents: Readonly<Record<string, Shape>> = { mean: [4, 5], log_variance: [4, 5] }
const scores: Readonly<Record<string, Shape>> = { real: [6], fake: [6] }
const fading: Readonly<Record<string, Shape>> = { low: image, high: image, alpha: [] }
const adamShapes: Readonly<Record<string, Shape>> = {
  parameter: [3, 4],
  gradient: [3, 4],
  m: [3, 4],
  v: [3, 4],
  step: [],
}

/** x [N, C, H, W] squeezed, its blocks' places in an order. */
function squeezed(x: Tensor, axes: readonly number[]): Tensor {
  const [n, c, h, w] = x.shape
  const blocks = reshape(x, [n, c, h / 2, 2, w / 2, 2])
  return reshape(transpose(blocks, axes), [n, 4 * c, h / 2, w / 2])
}

function adam({ parameter, gradient, m, v, step }: Inputs, eps: 'outside' | 'inside') {
  const decayed = (old: Tensor, now: Tensor, beta: number) =>
    add(mul(number(beta), old), mul(number(1 - beta), now))
  const corrected = (moment: Tensor, beta: number) =>
    div(moment, sub(one, exp(mul(step, number(Math.log(beta))))))
  const [first, second] = [decayed(m, gradient, 0.9), decayed(v, square(gradient), 0.999)]
  const spread = corrected(second, 0.999)
  const size = eps === 'outside' ? add(sqrt(spread), number(1e-8)) : sqrt(add(spread, number(1e-8)))
  return {
    parameter: sub(parameter, mul(number(1e-3), div(corrected(first, 0.9), size))),
    m: first,
    v: second,
  }
}

const right: Readonly<Record<string, () => string>> = {
  gaussian_kl: () =>
    subject('gaussian_kl', latents, (inputs) => ({ kl: mul(half, sum(klTerms(inputs), [1])) })),
  gan_value: () =>
    subject('gan_value', scores, ({ real, fake }) => ({
      value: neg(add(mean(softplus(neg(real))), mean(softplus(fake)))),
    })),
  generator_loss: () =>
    subject('generator_loss', { fake: [6] }, ({ fake }) => ({ loss: mean(softplus(neg(fake))) })),
  'generator_loss, minimax': () =>
    subject('generator_loss', { fake: [6] }, ({ fake }) => ({ loss: neg(mean(softplus(fake))) }), {
      conventions: { loss: 'minimax' },
    }),
  fade_in: () =>
    subject('fade_in', fading, ({ low, high, alpha }) => ({
      y: add(mul(sub(one, alpha), low), mul(alpha, high)),
    })),
  pixel_norm: () =>
    subject('pixel_norm', { x: image }, ({ x }) => ({
      y: div(x, sqrt(add(mean(square(x), [1], { keep: true }), number(1e-8)))),
    })),
  squeeze: () => subject('squeeze', { x: image }, ({ x }) => ({ y: squeezed(x, [0, 1, 3, 5, 2, 4]) })),
  adam_step: () => subject('adam_step', adamShapes, (inputs) => adam(inputs, 'outside')),
  conv2d: () =>
    subject(
      'conv2d',
      { x: [2, 3, 6, 5], weight: [4, 3, 3, 2], bias: [4] },
      ({ x, weight, bias }) => ({
        y: add(ops.conv2d(x, weight, { stride: [2, 2], padding: [1, 1] }), reshape(bias, [1, 4, 1, 1])),
      }),
      { parameters: { stride: 2, padding: 1 } },
    ),
  effective_sample_size: () =>
    subject('effective_sample_size', { log_w: [9] }, ({ log_w }) => {
      const w = exp(sub(log_w, ops.max(log_w)))
      return { ess: div(square(mean(w)), mean(square(w))) }
    }),
  wgan_critic_loss: () =>
    subject('wgan_critic_loss', scores, ({ real, fake }) => ({ loss: sub(mean(fake), mean(real)) })),
  reparameterize: () =>
    subject('reparameterize', { ...latents, eps: [4, 5] }, ({ mean: m, log_variance, eps }) => ({
      z: add(m, mul(exp(mul(half, log_variance)), eps)),
    })),
}

describe.each(Object.entries(right))('%s', (_name, make) => {
  test.each([1, 2])('is right, seed %d', async (seed) => {
    const report = await check(make(), { seed })
    expect(
      report.verdicts.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not applicable'),
    ).toEqual([])
    expect(exitCode(report)).toBe(0)
  })
})

/** Wrong files, what the law of values says of them, and another law that rejects them. */
const wrong: Readonly<Record<string, readonly [make: () => string, diagnosis: RegExp, other: string]>> = {
  'a KL averaged over latents': [
    () => subject('gaussian_kl', latents, (inputs) => ({ kl: mul(half, mean(klTerms(inputs), [1])) })),
    /ours \/ D/,
    'formula/special-values',
  ],
  'a KL with an axis too many': [
    () =>
      subject('gaussian_kl', latents, (inputs) => ({
        kl: mul(half, sum(klTerms(inputs), [1], { keep: true })),
      })),
    /^$/,
    'formula/shapes',
  ],
  'a minimax loss that is not declared': [
    () => subject('generator_loss', { fake: [6] }, ({ fake }) => ({ loss: neg(mean(softplus(fake))) })),
    /right if loss is minimax: declare it/,
    'formula/bounds',
  ],
  'a fade that forgets alpha': [
    () =>
      subject('fade_in', { low: image, high: image }, ({ low, high }) => ({ y: mul(half, add(low, high)) })),
    /constant: alpha is 1\/2/,
    'formula/special-values',
  ],
  'a squeeze in another order': [
    () => subject('squeeze', { x: image }, ({ x }) => ({ y: squeezed(x, [0, 1, 5, 3, 2, 4]) })),
    /the order is \(0,0\), \(1,0\)/,
    'formula/symmetry',
  ],
  'eps of Adam inside the root': [
    () => subject('adam_step', adamShapes, (inputs) => adam(inputs, 'inside')),
    /eps is inside the root/,
    'formula/special-values',
  ],
  'a value that takes the logarithm of a sigmoid': [
    () =>
      subject('gan_value', scores, ({ real, fake }) => ({
        value: add(mean(log(sigmoid(real))), mean(log(sub(one, sigmoid(fake))))),
      })),
    /^$/,
    'formula/extremes',
  ],
}

describe.each(Object.entries(wrong))('%s', (_name, [make, diagnosis, other]) => {
  test('is rejected, and named', async () => {
    const report = await check(make())
    expect(exitCode(report)).toBe(1)
    expect(failing(report)).toContain(other)
    const found = report.verdicts.find(({ law }) => law === 'formula/value')
    expect(found?.diagnosis ?? '').toMatch(diagnosis)
  })
})

const kl = (batch: number | 'N', width: number) => {
  const axis = { name: 'axis', element: 'int64', shape: [1], data: BigInt64Array.of(1n) } as const
  return modelOf(
    [
      node('Exp', ['log_variance'], 'variance'),
      node('Mul', ['mean', 'mean'], 'square'),
      node('Add', ['square', 'variance'], 'a'),
      node('Sub', ['a', 'log_variance'], 'b'),
      node('Sub', ['b', 'one'], 'c'),
      node('Mul', ['c', 'half'], 'terms'),
      node('ReduceSum', ['terms', 'axis'], 'kl', { keepdims: { kind: 'int', value: 0n } }),
    ],
    [port('mean', [batch, width]), port('log_variance', [batch, width])],
    [port('kl', [batch])],
    [tensor('one', value([1], [])), tensor('half', value([0.5], [])), axis],
  )
}
const manifest = {
  touchstone: 1,
  kind: 'formula',
  formula: 'gaussian_kl',
  functions: { value: { model: 'kl.onnx' } },
}

/** The model with a whole number, of this shape, where it takes a scalar. */
function counting(model: Model, input: string, element: 'int64' | 'int32', shape: readonly number[]): Model {
  const { graph } = model
  const inner = `${input} as a float`
  const cast = node('Cast', [input], inner, { to: { kind: 'int', value: 1n } })
  const nodes = graph.nodes.map((each) => ({
    ...each,
    inputs: each.inputs.map((name) => (name === input ? inner : name)),
  }))
  const inputs = graph.inputs.map((each) => (each.name === input ? port(input, shape, element) : each))
  return { ...model, graph: { ...graph, nodes: [cast, ...nodes], inputs } }
}

describe('a step', () => {
  test.each([
    ['int64', []],
    ['int64', [1]],
    ['int32', [1]],
  ] as const)('may be an %s of shape %j', async (element, shape) => {
    const path = subject('adam_step', adamShapes, (inputs) => adam(inputs, 'outside'))
    const file = join(dirname(path), 'value.onnx')
    writeFileSync(file, encode(counting(decode(readFileSync(file)), 'step', element, shape)))
    const report = await check(path, { runs: 2 })
    expect(failing(report)).toEqual([])
    expect(exitCode(report)).toBe(0)
  })

  test('is all that may be a whole number', async () => {
    const path = subject('adam_step', adamShapes, (inputs) => adam(inputs, 'outside'))
    const file = join(dirname(path), 'value.onnx')
    writeFileSync(file, encode(counting(decode(readFileSync(file)), 'm', 'int64', adamShapes.m)))
    expect(await messageOf(check(path))).toContain('is of type int64, expected float32 or float64')
  })
})

describe('axes', () => {
  test('a batch of any length is tried at several', async () => {
    const report = await check(writeSubject(manifest, { 'kl.onnx': kl('N', 5) }))
    expect(exitCode(report)).toBe(0)
    expect(laws(report, 'pass')).toContain('formula/batch')
  })

  test('one feature says nothing of a sum over features', async () => {
    const report = await check(writeSubject(manifest, { 'kl.onnx': kl('N', 1) }))
    expect(laws(report, 'inconclusive')).toContain('formula/value')
    expect(exitCode(report)).toBe(2)
  })
})

test.each([
  [{ formula: undefined }, /no formula; write "formula"/],
  [{ formula: 'gausian_kl' }, /did you mean "gaussian_kl"/],
  [{ parameters: { beta: 2 } }, /parameters: unknown key "beta"/],
  [{ formula: 'adam_step', parameters: { lr: 'fast' } }, /parameters.lr: expected a number, got "fast"/],
  [{ formula: 'adam_step', parameters: { beta: [0.9] } }, /expected two numbers/],
  [
    { formula: 'minibatch_stddev', conventions: { grouping: 'random' } },
    /use one of "strided", "contiguous"/,
  ],
  [{ formula: 'minibatch_stddev', grouping: 'strided', conventions: { grouping: 'strided' } }, /given twice/],
])('a manifest with %o is refused', async (more, message) => {
  const path = writeSubject({ ...manifest, ...more }, { 'kl.onnx': kl('N', 5) })
  expect(await messageOf(readManifest(path))).toMatch(message)
})

test.each([
  ['betas as a pair', { parameters: { betas: [0.5, 0.9] } }],
  ['under parameters', { parameters: { beta1: 0.5, beta2: 0.9 } }],
  ['beside the kind', { beta1: 0.5, beta2: 0.9 }],
])('settings are read %s', async (_where, more) => {
  const path = writeSubject({ ...manifest, formula: 'adam_step', ...more }, { 'kl.onnx': kl('N', 5) })
  expect((await readManifest(path)).conventions).toEqual({ lr: 1e-3, beta1: 0.5, beta2: 0.9, eps: 1e-8 })
})

test('an input under another name is asked for', async () => {
  const model = kl('N', 5)
  const inputs = [port('mu', ['N', 5]), model.graph.inputs[1]]
  const nodes = model.graph.nodes.map((each) => ({
    ...each,
    inputs: each.inputs.map((name) => (name === 'mean' ? 'mu' : name)),
  }))
  const path = writeSubject(manifest, { 'kl.onnx': { ...model, graph: { ...model.graph, nodes, inputs } } })
  expect(await messageOf(check(path))).toMatch(
    /also asks for an input "mu", expected only "mean", "log_variance"/,
  )
})
