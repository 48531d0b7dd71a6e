import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { trace } from '../../src/graph/trace.ts'
import { emitter } from '../../src/onnx/emit.ts'
import { lower, lowerGraph } from '../../src/onnx/lower.ts'
import type { Cells, OnnxGraph, OnnxNode } from '../../src/onnx/model.ts'
import * as ops from '../../src/ops/index.ts'
import { expressions } from './expressions.ts'

const float32 = { precision: 'float32' } as const
const float64 = { precision: 'float64' } as const

/** 'y = Add(x, w)' */
const written = ({ op, inputs, outputs }: OnnxNode) => `${outputs} = ${op}(${inputs.join(', ')})`
const initializer = ({ initializers }: OnnxGraph, name: string) =>
  initializers.find((each) => each.name === name)

describe('a lowered model', () => {
  const graph = trace({ x: [2, 3], w: [3] }, ({ x, w }) => ({
    y: ops.softplus(ops.add(x, w)),
    total: ops.sum(x),
  }))
  const model = lower(graph, { ...float32, name: 'demo', metadata: { model: 'demo' } })

  test('says what it is', () => {
    expect(model).toMatchObject({ irVersion: 8, producer: 'touchstone', opsets: { '': 17 }, functions: [] })
    expect(model.metadata).toEqual({ model: 'demo' })
    expect(model.graph.name).toBe('demo')
  })

  test('declares inputs and outputs with their shapes', () => {
    const float = { element: 'float' }
    expect(model.graph.inputs).toEqual([
      { name: 'x', shape: [2, 3], ...float },
      { name: 'w', shape: [3], ...float },
    ])
    expect(model.graph.outputs).toEqual([
      { name: 'y', shape: [2, 3], ...float },
      { name: 'total', shape: [], ...float },
    ])
    expect(lower(graph, float64).graph.inputs.map(({ element }) => element)).toEqual(['double', 'double'])
  })

  test('has readable names, and its last nodes bear the names of the outputs', () => {
    expect(model.graph.nodes.map(written)).toContain('add_1 = Add(x, w)')
    expect(model.graph.nodes.map(({ outputs: [name] }) => name)).toEqual(
      expect.arrayContaining(['y', 'total']),
    )
    expect(model.graph.nodes.filter(({ op }) => op === 'Identity')).toEqual([])
  })
})

describe('outputs', () => {
  test('that nothing computes under their name are copies', () => {
    const graph = trace({ x: [2] }, ({ x }) => ({
      x,
      copy: x,
      c: ops.constant([1, 2]),
      y: ops.exp(x),
      z: ops.exp(x),
    }))
    const { nodes, outputs } = lower(graph, float32).graph
    expect(nodes.map(written)).toEqual([
      'y = Exp(x)',
      'x_out = Identity(x)',
      'copy = Identity(x)',
      'c = Identity(constant_1)',
      'z = Identity(y)',
    ])
    expect(outputs.map(({ name }) => name)).toEqual(['x_out', 'copy', 'c', 'y', 'z'])
  })

  test('get names of their own, whatever inputs and other outputs are called', () => {
    const graph = trace({ x: [], exp_1: [] }, ({ x, exp_1 }) => ({
      x: ops.exp(ops.exp(x)),
      x_out: ops.exp(exp_1),
      exp_2: ops.tanh(x),
    }))
    const { nodes, inputs, outputs } = lower(graph, float32).graph
    const defined = [...inputs.map(({ name }) => name), ...nodes.flatMap((node) => node.outputs)]
    expect(new Set(defined).size).toBe(defined.length)
    expect(outputs.map(({ name }) => name)).toEqual(['x_out_out', 'x_out', 'exp_2'])
  })

  test('must be there, and have names', () => {
    expect(() =>
      lower(
        trace({ x: [] }, () => ({})),
        float32,
      ),
    ).toThrow('no outputs')
    expect(() =>
      lower(
        trace({ '': [] }, (all) => ({ y: all[''] })),
        float32,
      ),
    ).toThrow('ONNX needs names')
  })
})

describe('constants', () => {
  test('that are equal are one', () => {
    const graph = trace({ x: [2] }, ({ x }) => ({
      y: ops.affine(ops.exp(ops.affine(x, 0.5, 0.25)), 0.25, 0.5),
    }))
    const { initializers } = lower(graph, float64).graph
    expect(initializers.map(({ data }) => data)).toEqual([Float64Array.of(0.5), Float64Array.of(0.25)])
  })

  test('that differ in shape, type, or the sign of a zero are not', () => {
    const { constant } = emitter('float64', ['constant_2'])
    const zero = { kind: 'constant', type: 'real', shape: [1], values: [0] } as const
    const names = [
      constant(zero),
      constant({ ...zero, values: [-0] }),
      constant({ ...zero, shape: [] }),
      constant({ ...zero, type: 'int64' }),
    ]
    expect(names).toEqual(['constant_1', 'constant_3', 'constant_4', 'shape_1'])
    expect(constant(zero)).toBe('constant_1')
  })

  test('take the type of the model, shapes and axes that of integers', () => {
    const graph = trace({ x: [2, 3] }, ({ x }) => ({ y: ops.reshape(ops.affine(x, 0.1, 0), [3, 2]) }))
    for (const [options, array] of [
      [float32, Float32Array],
      [float64, Float64Array],
    ] as const) {
      const { graph: lowered } = lower(graph, options)
      expect(initializer(lowered, 'constant_1')?.data).toEqual(array.of(0.1))
      expect(initializer(lowered, 'shape_1')?.data).toEqual(BigInt64Array.of(3n, 2n))
    }
  })

  test("of a Cast are the model's type", () => {
    const graph = trace({ x: [2] }, ({ x }) => ({ y: ops.greater(x, 0) }))
    const cast = (precision: 'float32' | 'float64') =>
      lower(graph, { precision }).graph.nodes.find(({ op }) => op === 'Cast')?.attributes.to
    expect(cast('float32')).toEqual({ kind: 'int', value: 1n })
    expect(cast('float64')).toEqual({ kind: 'int', value: 11n })
  })
})

test('a part that an expression holds many times is computed once', () => {
  const graph = trace({ x: [2] }, ({ x }) => ({ y: ops.log1p(x) }))
  const texts = lower(graph, float32).graph.nodes.map(({ op, inputs }) => `${op}(${inputs})`)
  expect(new Set(texts).size).toBe(texts.length)
})

test('every value of a lowered expression is defined once, before it is used, and used', () => {
  fc.assert(
    fc.property(expressions, ({ shapes, apply }) => {
      const graph = trace(shapes, (inputs) => ({ y: apply(inputs) }))
      const { nodes, initializers, inputs, outputs } = lowerGraph(graph, float32)
      const defined = new Set([...inputs, ...initializers].map(({ name }) => name))
      const used = new Set(outputs.map(({ name }) => name))
      for (const node of nodes) {
        for (const name of node.inputs) {
          expect(defined).toContain(name)
          used.add(name)
        }
        expect(defined).not.toContain(node.outputs[0])
        defined.add(node.outputs[0])
      }
      const unused = [...defined].filter(
        (name) => !used.has(name) && !inputs.some((input) => input.name === name),
      )
      expect(unused).toEqual([])
      const cells = initializers.map(({ data }) => (data as Cells).length)
      expect(cells).toEqual(initializers.map(({ shape }) => ops.size(shape)))
    }),
    { seed: 3, numRuns: 100 },
  )
})
