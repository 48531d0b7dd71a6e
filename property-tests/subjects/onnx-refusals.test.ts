import { linkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeNpz } from '../../src/data/npz.ts'
import type { StoredArray } from '../../src/data/stored-array.ts'
import { value } from '../../src/engines/value.ts'
import type { Model, OnnxTensor } from '../../src/onnx/model.ts'
import { readManifest } from '../../src/subjects/manifest.ts'
import { onnxSubject } from '../../src/subjects/onnx.ts'
import {
  asSafetensors,
  autoencoderModels,
  folder,
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

const encodeWith = (nodes: Model['graph']['nodes'], extra: Partial<Model['graph']> = {}): Model => {
  const model = modelOf(nodes, [port('x', ['N', 3])], [port('z', null)])
  return { ...model, graph: { ...model.graph, ...extra } }
}
const just = { encode: { model: 'encode.onnx' } }
const identity = node('Identity', ['x'], 'z')
const body = modelOf([], [], []).graph

/** While true, z = z + 1. */
const endless = node('Loop', ['', 'yes', 'x'], 'z', {
  body: {
    kind: 'graph',
    value: modelOf(
      [node('Identity', ['on'], 'still on'), node('Add', ['z before', 'z before'], 'z after')],
      [port('turn', [], 'int64'), port('on', [], 'bool'), port('z before', null)],
      [port('still on', [], 'bool'), port('z after', null)],
    ).graph,
  },
})
const yes: OnnxTensor = { name: 'yes', element: 'bool', shape: [], data: Uint8Array.of(1) }
const manyFunctions = Array.from({ length: 50_000 }, (_, i) => ({ domain: 'chain', name: `f${i}` }))

const elsewhere = (location: string): OnnxTensor => ({
  ...tensor('w', value([1, 2, 3])),
  data: { external: { location } },
})

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
  ['a loop without end', encodeWith([endless], { initializers: [yes] }), '"Loop"', 'never end'],
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
    'fifty thousand of them',
    { ...encodeWith([identity]), functions: manyFunctions },
    'model-local functions ("f0")',
  ],
  [
    'more nodes than anybody exports',
    encodeWith(Array.from({ length: 100_001 }, (_, i) => node('Neg', ['x'], i ? `y${i}` : 'z'))),
    '100001 nodes',
  ],
  [
    'constants that lie elsewhere',
    encodeWith([
      node('Constant', [], 'w', { value: { kind: 'tensor', value: elsewhere('/etc/passwd') } }),
      node('Add', ['x', 'w'], 'z'),
    ]),
    '"w" lies in another file',
  ],
  [
    'external data',
    encodeWith([node('Add', ['x', 'w'], 'z')], {
      initializers: [elsewhere('/etc/passwd')],
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

  test('data in another file, though a hard link puts it into the folder', async () => {
    const model = encodeWith([node('Add', ['x', 'w'], 'z')], { initializers: [elsewhere('link.bin')] })
    const path = writeSubject(
      { touchstone: 1, kind: 'autoencoder', functions: just },
      { 'encode.onnx': model },
    )
    const secret = join(folder(), 'secret.bin')
    writeFileSync(secret, new Uint8Array(12))
    linkSync(secret, join(dirname(path), 'link.bin'))
    expect(await messageOf(readManifest(path).then(onnxSubject))).toContain('"w" lies in another file')
  })

  test('data that would unpack to gigabytes', async () => {
    const bomb = writeNpz(new Map([['x', value(new Float32Array(3), [1, 3]) as StoredArray]]))
    const promise = new DataView(bomb.buffer, bomb.byteOffset + bomb.length - 22 - 46 - 'x.npy'.length)
    promise.setUint32(24, 2 ** 31, true)
    const files = { ...models, 'data.npz': bomb }
    expect(await messageOf(open(files, { data: 'data.npz' }))).toMatch(
      /promises 2147483648 bytes, over the limit/,
    )
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
