import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { InferenceSession } from 'onnxruntime-node'
import { describe, expect, test } from 'vitest'
import { trace } from '../../src/graph/trace.ts'
import { decode } from '../../src/onnx/decode.ts'
import { elementNames, elements } from '../../src/onnx/element.ts'
import { encode } from '../../src/onnx/encode.ts'
import { exportOnnx } from '../../src/onnx/export.ts'
import { lower } from '../../src/onnx/lower.ts'
import type { Model } from '../../src/onnx/model.ts'
import type { Wire } from '../../src/onnx/schema.ts'
import { toBytes } from '../../src/onnx/wire.ts'
import * as ops from '../../src/ops/index.ts'
import { readOrRefuse, refusal } from '../data/damage.ts'
import { models } from './models.ts'

const demo = trace({ x: [2, 3], w: [3] }, ({ x, w }) => ({
  y: ops.softplus(ops.add(ops.affine(x, 0.5, 1), w)),
}))

describe('what is written is read back', () => {
  test('any model', () => {
    fc.assert(
      fc.property(models, (model) => {
        expect(decode(encode(model))).toStrictEqual(model)
      }),
      { seed: 1, numRuns: 200 },
    )
  })

  test('a lowered graph', () => {
    const model = lower(demo, { precision: 'float64', metadata: { a: 'b' } })
    expect(decode(encode(model))).toStrictEqual(model)
    expect(decode(exportOnnx(demo, { precision: 'float64', metadata: { a: 'b' } }))).toStrictEqual(model)
  })

  test('cells that lie anywhere in memory', () => {
    const bytes = exportOnnx(demo)
    for (let shift = 0; shift < 8; shift++) {
      const moved = new Uint8Array(bytes.length + 8).subarray(shift, shift + bytes.length)
      moved.set(bytes)
      expect(decode(moved)).toStrictEqual(decode(bytes))
    }
  })

  test('cells are not written that do not fit their shape', () => {
    const model = lower(demo, { precision: 'float32' })
    const [first, ...others] = model.graph.initializers
    const wrong = { ...model, graph: { ...model.graph, initializers: [{ ...first, shape: [7] }, ...others] } }
    expect(() => encode(wrong)).toThrow(/shape \[7\] holds 7 cells, got 1/)
  })
})

/** A file with one tensor, as other exporters might write it. */
const fileWith = (tensor: Wire<'Tensor'>): Uint8Array =>
  toBytes('Model', { irVersion: 8n, graph: { initializers: [{ name: 't', ...tensor }] } })
const tensorIn = (bytes: Uint8Array) => decode(bytes).graph.initializers[0]

describe('cells outside of raw bytes', () => {
  test.each(elementNames)('%s', (element) => {
    const { code, array, field } = elements[element]
    const isBig = field === 'int64s' || field === 'uint64s'
    const values = element === 'bool' ? [1, 0, 1] : [1, 2, 100]
    const stored = { [field]: isBig ? values.map(BigInt) : values }
    const { data } = tensorIn(fileWith({ type: code, shape: [3n], ...stored }))
    expect(data).toBeInstanceOf(array)
    expect(Array.from(data as Float32Array, Number)).toEqual(values)
  })

  test('a scalar and an empty tensor', () => {
    expect(tensorIn(fileWith({ type: 1, floats: [0.5] })).data).toEqual(Float32Array.of(0.5))
    expect(tensorIn(fileWith({ type: 11, shape: [0n, 2n] })).data).toEqual(new Float64Array(0))
  })

  test('those of another file are named, not opened', () => {
    const external = [
      { key: 'location', value: '/etc/passwd' },
      { key: 'offset', value: '4' },
    ]
    const { data } = tensorIn(fileWith({ type: 1, shape: [2n], external, location: 1 }))
    expect(data).toEqual({ external: { location: '/etc/passwd', offset: '4' } })
  })
})

describe('what is no model is refused', () => {
  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(0), /not an ONNX model: it has no graph/],
    ['text', Buffer.from('{"touchstone": 1}'), /not an ONNX model/],
    ['a graph alone', toBytes('Model', { graph: {} }), /no format version/],
    [
      'too few cells',
      fileWith({ type: 1, shape: [2n, 3n], floats: [1] }),
      /"t" of shape \[2, 3\] should hold 6 cells, got 1/,
    ],
    [
      'a part of a cell',
      fileWith({ type: 11, shape: [1n], raw: new Uint8Array(7) }),
      /7 raw bytes, which are no whole number/,
    ],
    ['complex numbers', fileWith({ type: 14, shape: [1n] }), /element type 14, which is not supported/],
    ['an axis below 0', fileWith({ type: 1, shape: [-1n] }), /axis of length -1/],
    [
      'sparse initializers',
      toBytes('Model', { irVersion: 8n, graph: { sparseInitializers: [new Uint8Array(1)] } }),
      /sparse initializers, which are not supported/,
    ],
    [
      'an attribute without a kind',
      toBytes('Model', { irVersion: 8n, graph: { nodes: [{ attributes: [{ name: 'a', int: 1n }] }] } }),
      /attribute "a" is of kind 0/,
    ],
    [
      'an attribute without its tensor',
      toBytes('Model', { irVersion: 8n, graph: { nodes: [{ attributes: [{ name: 'a', kind: 4 }] }] } }),
      /attribute "a" has no value/,
    ],
    [
      'an attribute twice',
      toBytes('Model', {
        irVersion: 8n,
        graph: {
          nodes: [
            {
              name: 'n',
              attributes: [
                { name: 'a', kind: 2 },
                { name: 'a', kind: 2 },
              ],
            },
          ],
        },
      }),
      /node "n" .* two attributes of one name/,
    ],
  ])('%s', (_what, bytes, message) => {
    expect(refusal(() => decode(bytes))).toMatch(message)
  })

  test('graphs within graphs without end', () => {
    let graph: Wire<'Graph'> = {}
    for (let depth = 0; depth < 200; depth++) {
      graph = { nodes: [{ op: 'If', attributes: [{ name: 'then_branch', kind: 5, graph }] }] }
    }
    expect(refusal(() => decode(toBytes('Model', { irVersion: 8n, graph })))).toMatch(/recursion depth/)
  })

  test('a model cut short, unless it is cut between two of its parts, is refused or less than it was', () => {
    const bytes = exportOnnx(demo)
    const whole = decode(bytes)
    for (let length = 0; length < bytes.length; length++) {
      expect(readOrRefuse(() => decode(bytes.subarray(0, length)))).not.toEqual(whole)
    }
  })

  test('damaged bytes are read or refused, never anything else', () => {
    const bytes = exportOnnx(demo)
    const damage = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    let refused = 0
    fc.assert(
      fc.property(damage, (places) => {
        const damaged = bytes.slice()
        for (const [at, byte] of places) damaged[at] = byte
        if (readOrRefuse(() => decode(damaged)) === undefined) refused++
      }),
      { seed: 2, numRuns: 1000 },
    )
    expect(refused).toBeGreaterThan(100)
  })
})

const root = new URL('../../goldens/', import.meta.url)
const references = readdirSync(root)
  .map((name) => [name, new URL(`${name}/reference.onnx`, root)] as const)
  .filter(([, file]) => existsSync(file))

describe('models that PyTorch exported', () => {
  test('are there', () => {
    expect(references.length).toBeGreaterThan(0)
  })

  test.each(references)('%s', async (_name, file) => {
    const bytes = readFileSync(file)
    const model = decode(bytes)
    expect(model).toMatchObject({
      producer: 'pytorch',
      opsets: { '': 17 },
      functions: [],
    } satisfies Partial<Model>)
    expect(model.graph.nodes.length).toBeGreaterThan(0)
    const written = encode(model)
    expect(decode(written)).toStrictEqual(model)
    const [original, copy] = [await InferenceSession.create(bytes), await InferenceSession.create(written)]
    expect(copy.inputMetadata).toEqual(original.inputMetadata)
    expect(copy.outputMetadata).toEqual(original.outputMetadata)
    expect(copy.outputNames).toEqual(model.graph.outputs.map(({ name }) => name))
    await Promise.all([original.release(), copy.release()])
  })

  test('hold the weights that they should', () => {
    const { graph } = decode(readFileSync(new URL('realnvp/reference.onnx', root)))
    const weights = graph.initializers.filter(({ name }) => name.endsWith('.weight'))
    expect(weights.length).toBeGreaterThan(0)
    for (const { element, shape, data } of weights) {
      expect(element).toMatch(/^(float|double)$/)
      expect(shape).toHaveLength(2)
      expect(
        Array.from(data as Float32Array).every((cell) => Number.isFinite(cell) && Math.abs(cell) < 100),
      ).toBe(true)
    }
  })
})
