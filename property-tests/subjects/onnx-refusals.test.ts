import { describe, expect, test } from 'vitest'
import { value } from '../../src/engines/value.ts'
import type { Model } from '../../src/onnx/model.ts'
import {
  asSafetensors,
  autoencoderModels,
  modelOf,
  node,
  openAutoencoder as open,
  port,
  tensor,
  smallWeights as weights,
} from './onnx-files.ts'
import { messageOf } from './verdicts.ts'

const models = autoencoderModels(weights)

const encodeWith = (nodes: Model['graph']['nodes'], extra: Partial<Model['graph']> = {}): Model => {
  const model = modelOf(nodes, [port('x', ['N', 3])], [port('z', null)])
  return { ...model, graph: { ...model.graph, ...extra } }
}
const just = { encode: { model: 'encode.onnx' } }
const identity = node('Identity', ['x'], 'z')
const body = modelOf([], [], []).graph

const refusals: readonly [string, Model | Uint8Array, ...string[]][] = [
  ['no ONNX at all', Buffer.from('hello, this is text'), 'not an ONNX model'],
  [
    'a name that the model lacks',
    modelOf([node('Neg', ['x'], 'code')], [port('x', ['N', 3])], [port('code', null)]),
    'outputs.z',
    '"code"',
  ],
  [
    'an input under another name',
    modelOf([node('Neg', ['X'], 'z')], [port('X', ['N', 3])], [port('z', null)]),
    'inputs.x',
    'did you mean "X"?',
  ],
  [
    'an input too many',
    encodeWith([identity], { inputs: [port('x', ['N', 3]), port('noise', ['N', 3])] }),
    '"noise"',
    'takes no more',
  ],
  [
    'integers in',
    encodeWith([node('Cast', ['x'], 'z', { to: { kind: 'int', value: 1n } })], {
      inputs: [port('x', ['N', 3], 'int64')],
    }),
    'int64',
    'float32 or float64',
  ],
  ['an unknown operator', encodeWith([node('Frobnicate', ['x'], 'z')]), 'ONNX Runtime refuses it'],
  ['an unknown operator set', encodeWith([{ ...identity, domain: 'evil' }]), 'unknown set "evil"'],
  [
    'a loop',
    encodeWith([node('Loop', ['x'], 'z', { body: { kind: 'graph', value: body } })]),
    '"Loop"',
    'never end',
  ],
  [
    'a hidden graph',
    encodeWith([node('Neg', ['x'], 'z', { body: { kind: 'graph', value: body } })]),
    'graph inside',
  ],
  [
    'model-local functions',
    { ...encodeWith([identity]), functions: [{ domain: 'a', name: 'f' }] },
    'model-local functions',
  ],
  [
    'external data',
    encodeWith([node('Add', ['x', 'w'], 'z')], {
      initializers: [{ ...tensor('w', value([1, 2, 3])), data: { external: { location: '/etc/passwd' } } }],
    }),
    '"w" lies in another file',
    'as one file',
  ],
  ['an empty axis', encodeWith([identity], { inputs: [port('x', ['N', 0])] }), 'holds 0 numbers'],
  [
    'an axis for a giant',
    encodeWith([identity], { inputs: [port('x', ['N', 2 ** 40])] }),
    'export the model for a smaller batch',
  ],
  ['a scalar for x', encodeWith([identity], { inputs: [port('x', [])] }), 'scalar', 'put the batch first'],
]

describe('a model is refused with a reason', () => {
  test.each(refusals)('%s', async (_, model, ...words) => {
    const message = await messageOf(open({ 'encode.onnx': model }, { functions: just }))
    for (const word of words) expect(message).toContain(word)
    expect(message).not.toContain('\n')
  })

  test('two fixed batch sizes', async () => {
    const files = {
      ...autoencoderModels(weights, { batch: 2 }),
      'decode.onnx': autoencoderModels(weights, { batch: 3 })['decode.onnx'],
    }
    expect(await messageOf(open(files))).toMatch(/encode 2, decode 3, loss 2/)
  })

  test('data of another shape', async () => {
    const files = { ...models, 'data.safetensors': asSafetensors(value([1, 2, 3, 4], [1, 4])) }
    expect(await messageOf(open(files, { data: 'data.safetensors' }))).toMatch(
      /expected samples of shape \[3\].*\[1, 4\]/,
    )
    const broken = { ...models, 'data.safetensors': asSafetensors(value([1, Number.NaN, 3], [1, 3])) }
    expect(await messageOf(open(broken, { data: 'data.safetensors' }))).toMatch(/sample 0 holds NaN/)
  })
})
