import { describe, expect, test } from 'vitest'
import { value } from '../../src/engines/value.ts'
import type { OnnxNode } from '../../src/onnx/model.ts'
import { readManifest } from '../../src/subjects/manifest.ts'
import { onnxSubject } from '../../src/subjects/onnx.ts'
import {
  autoencoderModels,
  flowManifest,
  flowModels,
  modelOf,
  node,
  openAutoencoder as open,
  port,
  tensor,
  smallWeights as weights,
  writeSubject,
} from './onnx-files.ts'
import { messageOf } from './verdicts.ts'

const models = autoencoderModels(weights)
const x = value([1, 0, 0, 0, 1, 0], [2, 3])

describe('an ONNX file as a subject', () => {
  test('computes under the contract’s names', async () => {
    const subject = await open()
    const { z } = await subject.call('encode', { x })
    expect([z.shape, Array.from(z.data)]).toEqual([
      [2, 2],
      [1.5, 3.5, 2.5, 4.5],
    ])
    const decoded = await subject.call('decode', { z })
    expect(Array.from(decoded.x.data)).toEqual([2.5, 5.5, 8, 3.5, 6.5, 10])
    expect(Object.keys(await subject.call('loss', { x }))).toEqual(['loss'])
    expect(subject).toMatchObject({ precision: 'float32', batch: null, engine: 'onnx file' })
    expect(subject.functions.decode).toEqual({ inputs: { z: [2] }, outputs: ['x'] })
    await subject.dispose()
  })

  test('has a twin in float64, which is more exact', async () => {
    const subject = await open()
    const third = value([1 / 3, 1 / 3, 1 / 3], [1, 3])
    const precise = await subject.precise?.call('encode', { x: third })
    expect(precise?.z.data).toBeInstanceOf(Float64Array)
    expect(Math.abs((precise?.z.data[0] ?? 0) - 2.5)).toBeLessThan(1e-15)
    expect(subject.precise?.precision).toBe('float64')
    await subject.dispose()
  })

  /** The models with another encoder: one operator, and the sum of x as the loss. */
  const withEncoder = (op: string, element: 'float' | 'float16' | 'double' = 'float') => ({
    ...models,
    'encode.onnx': modelOf(
      [node(op, ['x'], 'z'), node('ReduceSum', ['x'], 'loss')],
      [port('x', ['N', 3], element)],
      [port('z', ['N', 3], element), port('loss', null, element)],
    ),
  })

  test('has one as a graph of ours where ONNX Runtime lacks the operator in float64', async () => {
    const subject = await open(withEncoder('Elu'))
    const half = value([-0.5, 0.5, 2], [1, 3])
    const precise = await subject.precise?.call('encode', { x: half })
    expect(Math.abs((precise?.z.data[0] ?? 0) - Math.expm1(-0.5))).toBeLessThan(1e-15)
    expect(subject.notes).toEqual([])
    await subject.dispose()
  })

  test('has none where the operator cannot be read either, says so, and runs all the same', async () => {
    const subject = await open(withEncoder('Hardmax'))
    expect(subject.precise).toBeUndefined()
    expect(subject.notes).toEqual([
      'encode, loss: no exact derivatives, for operator "Hardmax" cannot be read: it has no reading',
    ])
    expect((await subject.call('encode', { x })).z.shape).toEqual([2, 3])
    await subject.dispose()
  })

  test('in float64 is computed as a graph of ours where ONNX Runtime lacks the operator', async () => {
    const subject = await open(withEncoder('Elu', 'double'), {
      functions: { encode: { model: 'encode.onnx' } },
    })
    expect(subject.precision).toBe('float64')
    const { z } = await subject.call('encode', { x: value([-0.5, 0.5, 2], [1, 3]) })
    expect(Math.abs(z.data[0] - Math.expm1(-0.5))).toBeLessThan(1e-15)
    await subject.dispose()
  })

  test('in float16 is computed in float32, and says so', async () => {
    const subject = await open(withEncoder('Elu', 'float16'))
    expect(subject.precision).toBe('float32')
    expect((await subject.call('encode', { x })).z.data).toBeInstanceOf(Float32Array)
    expect(subject.notes).toEqual([
      'encode, loss: float16 is computed as float32, for the mathematics is judged',
    ])
    await subject.dispose()
  })

  const one = tensor('one', value([1], []))
  test.each<[string, readonly OnnxNode[]]>([
    ['a sigmoid', [node('Sigmoid', ['x'], 's'), node('Log', ['s'], 'z')]],
    [
      '1 minus a sigmoid',
      [node('Sigmoid', ['x'], 's'), node('Sub', ['one', 's'], 'r'), node('Log', ['r'], 'z')],
    ],
  ])('tells of the logarithm of %s', async (_, nodes) => {
    const encode = modelOf(nodes, [port('x', ['N', 3])], [port('z', ['N', 3])], [one])
    const subject = await open({ 'encode.onnx': encode }, { functions: { encode: { model: 'encode.onnx' } } })
    expect(subject.notes).toEqual([
      expect.stringMatching(/^encode: a logarithm is taken of a sigmoid.* softplus$/),
    ])
    await subject.dispose()
  })

  test('has exact derivatives', async () => {
    const subject = await open()
    const cotangent = value([1, 0, 0, 1], [2, 2])
    const pulled = await subject.precise?.pullback?.('encode', { x }, { z: cotangent })
    expect(Array.from(pulled?.x.data ?? [])).toEqual([1, 2, 3, 4, 5, 6])
    expect(await subject.precise?.pullback?.('nothing', { x }, { z: cotangent })).toBeUndefined()
    await subject.dispose()
  })

  test('maps names, and one file may serve two functions', async () => {
    const gate = modelOf(
      [node('Neg', ['in.1'], 'out.1'), node('Abs', ['in.1'], 'out.2')],
      [port('in.1', [null, 3])],
      [port('out.1', null), port('out.2', null)],
    )
    const named = (input: string, output: string, own: string) => ({
      model: 'gate.onnx',
      inputs: { [input]: 'in.1' },
      outputs: { [output]: own },
    })
    const functions = { encode: named('x', 'z', 'out.1'), decode: named('z', 'x', 'out.2') }
    const subject = await open({ 'gate.onnx': gate }, { functions })
    expect(Array.from((await subject.call('encode', { x })).z.data)).toEqual([-1, -0, -0, -0, -1, -0])
    expect(Array.from((await subject.call('decode', { z: x })).x.data)).toEqual([1, 0, 0, 0, 1, 0])
    await subject.dispose()
  })

  test('in float64 is float64', async () => {
    const subject = await open(autoencoderModels(weights, { element: 'double' }))
    expect(subject.precision).toBe('float64')
    expect((await subject.call('encode', { x })).z.data).toBeInstanceOf(Float64Array)
    await subject.dispose()
  })

  test.each<[string, readonly OnnxNode[], 'float' | 'double']>([
    [
      'a loss is cast to float32',
      [node('Cast', ['whole'], 'loss', { to: { kind: 'int', value: 1n } })],
      'float',
    ],
    [
      'a slope is kept in float32',
      [node('LeakyRelu', ['whole'], 'loss', { alpha: { kind: 'float', value: Math.fround(0.2) } })],
      'double',
    ],
  ])('in float64 is float32 where %s', async (_, last, element) => {
    const loss = modelOf(
      [node('ReduceSum', ['x'], 'whole', { keepdims: { kind: 'int', value: 0n } }), ...last],
      [port('x', ['N', 3], 'double')],
      [port('loss', null, element)],
    )
    const subject = await open({ 'loss.onnx': loss }, { functions: { loss: { model: 'loss.onnx' } } })
    expect(subject.precision).toBe('float32')
    expect((await subject.call('loss', { x })).loss.data[0]).toBe(2)
    await subject.dispose()
  })

  test('keeps to a fixed batch', async () => {
    const subject = await open(autoencoderModels(weights, { batch: 2 }))
    expect(subject.batch).toBe(2)
    expect(await messageOf(subject.call('encode', { x: value([1, 2, 3], [1, 3]) }))).toBe(
      'encode: expected x of shape [2, 3], got [1, 3]',
    )
    await subject.dispose()
  })

  test('shapes fill what the model leaves open', async () => {
    const left = autoencoderModels(weights, { open: true })
    expect(await messageOf(open(left))).toMatch(/shapes\.x: .*\[N, features\].* open; state/)
    const subject = await open(left, { shapes: { x: [3] } })
    expect(subject.functions.encode.inputs.x).toEqual([3])
    await subject.dispose()
    expect(await messageOf(open(models, { shapes: { x: [4] } }))).toMatch(
      /shapes\.x: \[4\] does not fit .*\[N, 3\]/,
    )
  })

  test('an output that is not there makes no law apply, unless it was promised', async () => {
    const onlyX = { ...flowModels() }
    const { graph } = onlyX['reference_to_data.onnx']
    const kept = graph.outputs.filter(({ name }) => name === 'x')
    const files = {
      ...onlyX,
      'reference_to_data.onnx': { ...onlyX['reference_to_data.onnx'], graph: { ...graph, outputs: kept } },
    }
    const subject = await onnxSubject(await readManifest(writeSubject(flowManifest, files)))
    expect(subject.functions.to_data.outputs).toEqual(['x'])
    await subject.dispose()
    const promised = {
      ...flowManifest,
      functions: { to_data: { model: 'reference_to_data.onnx', outputs: { log_det: 'logdet' } } },
    }
    const refused = readManifest(writeSubject(promised, files)).then(onnxSubject)
    expect(await messageOf(refused)).toMatch(
      /to_data\.outputs\.log_det: the model has no output "logdet", only "x"/,
    )
  })
})
