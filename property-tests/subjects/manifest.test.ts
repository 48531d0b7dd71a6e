import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DataError } from '../../src/data/data-error.ts'
import { readManifest } from '../../src/subjects/manifest.ts'
import { flowManifest, folder, writeSubject } from './onnx-files.ts'
import { messageOf } from './verdicts.ts'

const functions = { encode: { model: 'm.onnx' } }
const good = { touchstone: 1, kind: 'autoencoder', functions }
const denoiser = { touchstone: 1, kind: 'denoiser', functions: { corrupt: { model: 'm.onnx' } } }
const files = { 'm.onnx': Uint8Array.of(1), 'data.npy': Uint8Array.of(1) }

describe('a good manifest', () => {
  test('gets its defaults', async () => {
    const path = writeSubject(good, files)
    const manifest = await readManifest(path)
    expect(manifest).toMatchObject({
      kind: 'autoencoder',
      conventions: { loss_reduction: 'feature_sum_batch_mean', linear: false, centred: true },
      shapes: {},
      functions: { encode: { inputs: { x: 'x' }, outputs: { z: 'z' }, promised: [] } },
    })
    expect(manifest.functions.encode.model.startsWith(dirname(path))).toBe(true)
  })

  test('keeps what it says, with conventions in either place', async () => {
    const manifest = await readManifest(
      writeSubject(
        {
          ...good,
          name: 'mine',
          functions: { encode: { model: 'm.onnx', inputs: { x: 'input.1' }, outputs: { z: 'code' } } },
          shapes: { x: [1, 28, 28] },
          linear: true,
          conventions: { centred: false },
          data: 'data.npy',
        },
        files,
      ),
    )
    expect(manifest).toMatchObject({
      name: 'mine',
      functions: { encode: { inputs: { x: 'input.1' }, outputs: { z: 'code' }, promised: ['z'] } },
      shapes: { x: [1, 28, 28] },
      conventions: { loss_reduction: 'feature_sum_batch_mean', linear: true, centred: false },
    })
    expect(manifest.data).toContain('data.npy')
  })

  test('keeps numbers, leaves out those that are not declared, and knows what a model may lack', async () => {
    const manifest = await readManifest(
      writeSubject({ ...denoiser, corruption: 'gaussian', sigma: 0.3 }, files),
    )
    expect(manifest.conventions).toEqual({
      loss_reduction: 'feature_sum_batch_mean',
      noise: 'normal',
      corruption: 'gaussian',
      sigma: 0.3,
    })
    expect(manifest.functions.corrupt.optional).toEqual(['noise'])
    const named = { ...denoiser, functions: { corrupt: { model: 'm.onnx', inputs: { noise: 'eps' } } } }
    expect((await readManifest(writeSubject(named, files))).functions.corrupt.optional).toEqual([])
  })

  test('may stand in the current folder, and link within its own', async () => {
    const path = writeSubject({ ...good, functions: { encode: { model: 'sub/link.onnx' } } }, files)
    mkdirSync(join(dirname(path), 'sub'))
    symlinkSync('../m.onnx', join(dirname(path), 'sub/link.onnx'))
    expect((await readManifest(path)).functions.encode.model).toContain('m.onnx')
  })
})

/** What is wrong, the manifest, and words that the message must have: the field, and the cure. */
const bad: readonly [string, object, ...string[]][] = [
  ['no version', { kind: 'flow', functions }, 'touchstone', 'expected 1', 'got nothing'],
  ['another version', { ...good, touchstone: 2 }, 'touchstone', 'got 2'],
  ['a version as text', { ...good, touchstone: '1' }, 'touchstone', 'got "1"'],
  ['no kind', { touchstone: 1, functions }, 'no kind', '"autoencoder"'],
  ['an unknown kind', { ...good, kind: 'autoencodr' }, 'kind', '"autoencodr"', '"autoencoder"'],
  ['functions of another kind', { ...good, kind: 'sampler' }, 'unknown key', '"encode"', '"log_density"'],
  ['a formula', { ...good, kind: 'formula', formula: 'gausian_kl' }, 'did you mean "gaussian_kl"'],
  ['an unknown key', { ...good, functons: {} }, 'unknown key "functons"', 'did you mean "functions"?'],
  ['a key of another kind', { ...good, prior: 'uniform' }, 'unknown key "prior"'],
  ['no functions', { touchstone: 1, kind: 'autoencoder' }, 'no functions', '"encode"'],
  ['empty functions', { ...good, functions: {} }, 'functions', 'none', '"decode"'],
  ['functions as a list', { ...good, functions: [] }, 'functions', 'expected an object', 'got []'],
  ['an unknown function', { ...good, functions: { encoder: { model: 'm.onnx' } } }, 'functions', '"encode"?'],
  ['no model', { ...good, functions: { encode: {} } }, 'functions.encode', 'no model', 'ONNX'],
  [
    'a model as a number',
    { ...good, functions: { encode: { model: 3 } } },
    'functions.encode.model',
    'got 3',
  ],
  [
    'a missing model',
    { ...good, functions: { encode: { model: 'n.onnx' } } },
    'functions.encode.model',
    '"n.onnx"',
    'check the path',
  ],
  ['a folder for a model', { ...good, functions: { encode: { model: '.' } } }, 'functions.encode.model'],
  [
    'a path upward',
    { ...good, functions: { encode: { model: '../m.onnx' } } },
    'functions.encode.model',
    'leaves',
    'put the file',
  ],
  ['a path up and down', { ...good, functions: { encode: { model: 'a/../../m.onnx' } } }, 'leaves'],
  ['a Windows path upward', { ...good, functions: { encode: { model: '..\\m.onnx' } } }, 'leaves'],
  ['an absolute path', { ...good, functions: { encode: { model: '/etc/passwd' } } }, 'leaves'],
  ['a drive', { ...good, functions: { encode: { model: 'C:\\m.onnx' } } }, 'leaves'],
  [
    'an unknown input',
    { ...good, functions: { encode: { model: 'm.onnx', inputs: { y: 'x' } } } },
    'functions.encode.inputs',
    '"y"',
  ],
  [
    'an output as a list',
    { ...good, functions: { encode: { model: 'm.onnx', outputs: { z: ['z'] } } } },
    'functions.encode.outputs.z',
    'got ["z"]',
  ],
  ['a shape as a number', { ...good, shapes: { x: 64 } }, 'shapes.x', 'got 64', '[1, 28, 28]'],
  ['a shape with 0', { ...good, shapes: { x: [0] } }, 'shapes.x', 'got [0]'],
  ['a shape of nothing known', { ...good, shapes: { y: [1] } }, 'shapes', '"y"'],
  [
    'an unknown convention',
    { ...good, conventions: { centered: true } },
    'conventions',
    'did you mean "centred"?',
  ],
  [
    'an unknown value',
    { ...good, conventions: { loss_reduction: 'avg' } },
    'conventions.loss_reduction',
    '"avg"',
    '"mean"',
  ],
  ['truth as text', { ...good, conventions: { linear: 'yes' } }, 'conventions.linear', '"yes"', 'true'],
  ['a convention twice', { ...good, linear: true, conventions: { linear: false } }, 'linear', 'twice'],
  ['a size as text', { ...denoiser, sigma: '0.3' }, 'sigma', 'expected a number above 0', 'got "0.3"'],
  ['a size of 0', { ...denoiser, conventions: { sigma: 0 } }, 'conventions.sigma', 'above 0', 'got 0'],
  ['a share of 1', { ...denoiser, masked: 1 }, 'masked', 'above 0 and below 1', 'got 1'],
  ['an unknown prior', { ...flowManifest, prior: 'gaussian' }, 'prior', '"gaussian"', '"standard_normal"'],
  ['a name that steers the terminal', { ...good, name: '\u001b[2J' }, 'name', 'control characters'],
  ['an empty name', { ...good, name: ' ' }, 'name', 'got " "'],
  ['data elsewhere', { ...good, data: '../data.npy' }, 'data', 'leaves'],
  ['data of a flow', { ...flowManifest, data: 'data.npy' }, 'unknown key "data"'],
]

describe('a bad manifest is refused in one sentence', () => {
  const models = { ...files, 'reference.onnx': Uint8Array.of(1), 'reference_to_data.onnx': Uint8Array.of(1) }

  test.each(bad)('%s', async (_, manifest, ...words) => {
    const path = writeSubject(manifest, models)
    const message = await messageOf(readManifest(path))
    for (const word of words) expect(message).toContain(word)
    expect(message.startsWith(`${path}: `)).toBe(true)
    expect(message).not.toContain('\n')
    await expect(readManifest(path)).rejects.toBeInstanceOf(DataError)
  })

  test.each([
    ['{"touchstone": 1,', 'not JSON'],
    ['[]', 'expected an object'],
    ['null', 'expected an object'],
    ['{"touchstone": 1, "touchstone": 1, "kind": "flow"}', '"touchstone" is given twice'],
    ['', 'is empty'],
    ['['.repeat(1e5) + ']'.repeat(1e5), 'expected an object, got [[[...'],
    [`{"touchstone": ${'['.repeat(1e5)}${']'.repeat(1e5)}}`, 'expected 1'],
    ['{"touchstone": NaN}', 'not JSON'],
    ['{"touchstone": 1, "kind": "flow", "__proto__": {}}', 'unknown key "__proto__"'],
    ['\u0000\u001b[2J', 'not JSON'],
  ])('the text %j', async (text, word) => {
    const path = join(folder(), 'subject.json')
    writeFileSync(path, text)
    expect(await messageOf(readManifest(path))).toContain(word)
  })

  test('no such file', async () => {
    expect(await messageOf(readManifest(join(folder(), 'subject.json')))).toContain('no such file')
  })

  test('a link out of the folder', async () => {
    const outside = join(folder(), 'secret.onnx')
    writeFileSync(outside, 'x')
    const path = writeSubject({ ...good, functions: { encode: { model: 'link.onnx' } } }, files)
    symlinkSync(outside, join(dirname(path), 'link.onnx'))
    expect(await messageOf(readManifest(path))).toContain('functions.encode.model: "link.onnx" is a link out')
  })
})
