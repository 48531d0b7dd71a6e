import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../src/data/package-root.ts'
import { writeSafetensors } from '../../src/data/safetensors.ts'
import type { StoredArray } from '../../src/data/stored-array.ts'
import type { Value } from '../../src/engines/engine.ts'
import { cells, value } from '../../src/engines/value.ts'
import type { Weights } from '../../src/nn/parameters.ts'
import { decode } from '../../src/onnx/decode.ts'
import { encode } from '../../src/onnx/encode.ts'
import type { Attribute, Model, OnnxNode, OnnxTensor, ValueInfo } from '../../src/onnx/model.ts'
import { readManifest } from '../../src/subjects/manifest.ts'
import { onnxSubject } from '../../src/subjects/onnx.ts'
import type { Subject } from '../../src/subjects/subject.ts'

const root = mkdtempSync(join(tmpdir(), 'touchstone-'))
process.once('exit', () => rmSync(root, { recursive: true, force: true }))

/** A folder for a manifest and its models; it is gone when the test's process is. */
export const folder = (): string => mkdtempSync(join(root, 'subject-'))

/** Writes subject.json, and files of any contents beside it. Gives the manifest's path. */
export function writeSubject(
  manifest: object,
  files: Readonly<Record<string, Uint8Array | Model>> = {},
): string {
  const path = folder()
  for (const [name, contents] of Object.entries(files)) {
    writeFileSync(join(path, name), contents instanceof Uint8Array ? contents : encode(contents))
  }
  const json = join(path, 'subject.json')
  writeFileSync(json, JSON.stringify(manifest))
  return json
}

export const goldenModel = (path: string): Model => decode(readFileSync(join(packageRoot(), 'goldens', path)))

export const asSafetensors = (x: Value): Uint8Array => writeSafetensors({ x: x as StoredArray })

export const node = (
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, Attribute>> = {},
): OnnxNode => ({ name: '', op, domain: '', inputs, outputs: [output], attributes })

type Axis = number | string | null

export const port = (
  name: string,
  shape: readonly Axis[] | null,
  element: ValueInfo['element'] = 'float',
): ValueInfo => ({
  name,
  element,
  shape,
})

export const tensor = (name: string, of: Value, element: 'float' | 'double' = 'float'): OnnxTensor => ({
  name,
  element,
  shape: of.shape,
  data: element === 'float' ? Float32Array.from(cells(of)) : Float64Array.from(cells(of)),
})

export const modelOf = (
  nodes: readonly OnnxNode[],
  inputs: readonly ValueInfo[],
  outputs: readonly ValueInfo[],
  initializers: readonly OnnxTensor[] = [],
): Model => ({
  irVersion: 8,
  producer: 'property tests',
  producerVersion: '',
  opsets: { '': 17 },
  graph: { name: 'g', nodes, initializers, inputs, outputs, values: [] },
  metadata: {},
  functions: [],
})

/** The model with one more node between what computed a value and the output of that name. */
export function spliced(model: Model, output: string, op: string, others: readonly string[] = []): Model {
  const before = `${output} before`
  const renamed = (names: readonly string[]) => names.map((name) => (name === output ? before : name))
  const nodes = model.graph.nodes.map((each) => ({
    ...each,
    inputs: renamed(each.inputs),
    outputs: renamed(each.outputs),
  }))
  return { ...model, graph: { ...model.graph, nodes: [...nodes, node(op, [before, ...others], output)] } }
}

export interface AutoencoderChoices {
  readonly element?: 'float' | 'double'
  readonly batch?: Axis
  /** Whether x's features are left open. */
  readonly open?: boolean
}

const transposed: Readonly<Record<string, Attribute>> = { transB: { kind: 'int', value: 1n } }

/** A linear autoencoder as PyTorch would export it: encode and loss in one file, decode in another. */
export function autoencoderModels(weights: Weights, choices: AutoencoderChoices = {}): Record<string, Model> {
  const { element = 'float', batch = 'N', open = false } = choices
  const [latent, dim] = weights['encoder.weight'].shape
  const constants = (part: string) =>
    ['weight', 'bias'].map((name) => tensor(`${part}.${name}`, weights[`${part}.${name}`], element))
  const dense = (part: string, input: string, output: string) =>
    node('Gemm', [input, `${part}.weight`, `${part}.bias`], output, transposed)
  const x = port('x', [batch, open ? 'features' : dim], element)
  const z = port('z', [batch, latent], element)
  const errors = [
    dense('encoder', 'x', 'z'),
    dense('decoder', 'z', 'reconstruction'),
    node('Sub', ['reconstruction', 'x'], 'difference'),
    node('Mul', ['difference', 'difference'], 'square'),
    node('ReduceSum', ['square', 'features axis'], 'errors', { keepdims: { kind: 'int', value: 0n } }),
    node('ReduceMean', ['errors'], 'loss', { keepdims: { kind: 'int', value: 0n } }),
  ]
  const axis: OnnxTensor = { name: 'features axis', element: 'int64', shape: [1], data: BigInt64Array.of(1n) }
  return {
    'encode.onnx': modelOf(
      errors,
      [x],
      [z, port('loss', [], element)],
      [...constants('encoder'), ...constants('decoder'), axis],
    ),
    'decode.onnx': modelOf(
      [dense('decoder', 'z', 'x')],
      [z],
      [port('x', [batch, dim], element)],
      constants('decoder'),
    ),
  }
}

export const autoencoderManifest = {
  touchstone: 1,
  kind: 'autoencoder',
  name: 'PCA as an autoencoder',
  functions: {
    encode: { model: 'encode.onnx' },
    decode: { model: 'decode.onnx' },
    loss: { model: 'encode.onnx' },
  },
  conventions: { linear: true },
  data: 'data.safetensors',
}

export const flowManifest = {
  touchstone: 1,
  kind: 'flow',
  name: 'RealNVP by PyTorch',
  functions: {
    to_latent: { model: 'reference.onnx' },
    to_data: { model: 'reference_to_data.onnx' },
    log_prob: { model: 'reference.onnx' },
  },
  prior: 'standard_normal',
}

/** RealNVP as PyTorch exported it. */
export const flowModels = (name: 'realnvp' | 'realnvp-odd' = 'realnvp'): Record<string, Model> => ({
  'reference.onnx': goldenModel(`${name}/reference.onnx`),
  'reference_to_data.onnx': goldenModel(`${name}/reference_to_data.onnx`),
})

/** x [3] -> z [2] -> x [3], with results that can be told by hand. */
export const smallWeights = {
  'encoder.weight': value([1, 2, 3, 4, 5, 6], [2, 3]),
  'encoder.bias': value([0.5, -0.5]),
  'decoder.weight': value([1, 0, 0, 1, 1, 1], [3, 2]),
  'decoder.bias': value([1, 2, 3]),
}

/** An autoencoder of encode.onnx and decode.onnx as a subject, with whatever else its manifest says. */
export async function openAutoencoder(
  files: Readonly<Record<string, Model | Uint8Array>> = autoencoderModels(smallWeights),
  extra: object = {},
): Promise<Subject> {
  const { touchstone, kind, functions } = autoencoderManifest
  return onnxSubject(await readManifest(writeSubject({ touchstone, kind, functions, ...extra }, files)))
}
